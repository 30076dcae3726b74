package dev.brood.local.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.brood.ClosedException;
import dev.brood.SharedByteArray;
import dev.brood.SharedIntArray;
import dev.brood.SharedLong;
import dev.brood.codec.Codec;
import dev.brood.junit.Await;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// When the memory of arrays is given back.
class LocalArrayLifeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long GIBI = 1L << 30;

    private Tree tree;
    private LocalData data;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
        Lifetimes.of(tree);
        data =
                new LocalData(tree) {
                    @Override
                    protected void requireOpen() {}
                };
    }

    @AfterEach
    void end() {
        Lifetimes.of(tree).close();
        tree.close();
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(tree.directory().path())) {
            return all.filter(each -> each.getFileName().toString().startsWith("array-")).count();
        }
    }

    private int cells() {
        return tree.arena().published(DataKind.ARRAY.type).size();
    }

    private void assertNothingLeft() throws IOException {
        assertThat(files()).isZero();
        assertThat(cells()).isZero();
        assertThat(tree.arena().claimed(DataKind.ARRAY.type, 1)).isEmpty();
    }

    @Test
    void close_givesEverythingBackAtOnce() throws Exception {
        SharedIntArray array = data.ints(1000);
        assertThat(files()).isEqualTo(1);
        array.close();
        assertNothingLeft();
        assertThatThrownBy(() -> array.set(0, 1))
                .isInstanceOf(ClosedException.class)
                .hasMessage("shared array 1 is closed by this process");
        byte[] late = Codec.standard().toBytes(array);
        assertThatThrownBy(() -> Codec.standard().fromBytes(late))
                .hasMessageContaining("shared array 1 was closed, and is gone");
        data.ints(1); // perhaps in the same cell
        assertThatThrownBy(() -> array.get(0)).isInstanceOf(ClosedException.class);
    }

    @Test
    void close_byAnotherProcess_givesTheCellBackWhenThisOneHasNoticed() throws Exception {
        SharedIntArray array = data.ints(1000);
        try (Sibling sibling = Sibling.start(tree)) {
            sibling.call(() -> {
                array.close();
                return null;
            });
            assertThat(files()).isZero();
            assertThat(cells()).isEqualTo(1);
            assertThatThrownBy(() -> array.get(0)).isInstanceOf(ClosedException.class);
            assertNothingLeft();
        }
    }

    @Test
    void handle_thatIsGarbage_givesEverythingBack_unlessThereAreViews() throws Exception {
        data.ints(1000).set(0, 1);
        MemorySegment view = data.ints(1000).segment();
        byte[] sent = Codec.standard().toBytes(data.ints(new int[] {5}));
        Await.until(
                PATIENCE,
                "two arrays",
                () -> {
                    System.gc();
                    data.sharedLong(0); // whoever makes something gives garbage back
                    return cells() == 2;
                });
        assertThat(files()).isEqualTo(2);
        view.setAtIndex(ValueLayout.JAVA_INT, 999, 1);
        assertThat(((SharedIntArray) Codec.standard().fromBytes(sent)).sum()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "object.create.claimed",
                "object.create.numbered",
                "object.create.filled",
                "object.create.published"
            })
    void maker_thatDiesInBetween_leavesNothing(String place) throws Exception {
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> Sibling.data().ints(10_000));
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.close.marked", "object.close.unlinked", "object.release.left"})
    void closer_thatDiesInBetween_leavesItClosed(String place) throws Exception {
        SharedIntArray array = data.ints(10_000);
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> {
                array.close();
                return null;
            });
        }
        assertThat(files()).isZero();
        assertThatThrownBy(() -> array.get(0)).isInstanceOf(ClosedException.class);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.release.left", "object.release.unlinked"})
    void lastUser_thatDiesAsItGivesBack_leavesTheRestToRecovery(String place) throws Exception {
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> {
                Sibling.data().ints(10_000).close();
                return null;
            });
        }
        assertNothingLeft();
    }

    @Test
    void user_thatDiesAsItOpens_leavesTheArray() throws Exception {
        SharedIntArray array = data.ints(new int[] {1, 2});
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=object.open.entered")) {
            sibling.dieIn(() -> array.sum());
        }
        assertThat(array.sum()).isEqualTo(3);
        array.close();
        assertNothingLeft();
    }

    @Test
    void makersKilledAtRandom_leaveNothing() throws Exception {
        SharedLong made = data.sharedLong(0);
        for (int round = 0; round < 5; round++) {
            try (Sibling sibling = Sibling.start(tree)) {
                long before = made.get();
                int keep = round;
                sibling.begin(() -> {
                    while (true) {
                        SharedIntArray array = Sibling.data().ints(50_000);
                        made.incrementAndGet();
                        if (made.get() % (keep + 2) == 0) {
                            array.close();
                        }
                    }
                });
                Await.until(PATIENCE, "arrays", () -> made.get() > before + 100);
                sibling.kill();
            }
            assertNothingLeft();
        }
    }

    @Test
    void array_ofMoreThanTwoGibibytes_hasAllItsElements() throws Exception {
        assumeThat(tree.directory().path().toFile().getUsableSpace()).isGreaterThan(6 * GIBI);
        long length = 2 * GIBI + 3;
        SharedByteArray array = data.bytes(length);
        array.set(length - 1, (byte) 7);
        try (Sibling sibling = Sibling.start(tree)) {
            assertThat(sibling.call(() -> array.getAndAdd(length - 1, (byte) 1))).isEqualTo("7");
        }
        assertThat(array.get(length - 1)).isEqualTo((byte) 8);
        assertThatThrownBy(() -> array.get(length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(array::toArray)
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("use read or segment()");
        array.close();
        assertNothingLeft();
    }
}
