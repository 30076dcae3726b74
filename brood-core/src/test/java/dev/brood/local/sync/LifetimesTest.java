package dev.brood.local.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ClosedException;
import dev.brood.SharedInt;
import dev.brood.SharedLong;
import dev.brood.codec.Codec;
import dev.brood.junit.Await;
import dev.brood.local.memory.CellId;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;

/// When the cells of values are given back, and when they are not.
class LifetimesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Tree tree;
    private LocalData data;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
        Lifetimes.of(tree);
        data = dataOf(tree);
    }

    @AfterEach
    void end() {
        Lifetimes.of(tree).close();
        tree.close();
    }

    private static LocalData dataOf(Tree tree) {
        return new LocalData(tree) {
            @Override
            protected void requireOpen() {}
        };
    }

    private List<CellId> cells() {
        return tree.arena().published(DataKind.INT.type);
    }

    private void awaitCells(int number) throws InterruptedException {
        Await.until(
                PATIENCE,
                number + " cells",
                () -> {
                    System.gc();
                    data.sharedLong(0); // whoever makes something gives garbage back
                    return cells().size() == number;
                });
    }

    @Test
    void handle_thatIsGarbage_andWasNeverSent_givesItsCellBack() throws Exception {
        SharedInt kept = data.sharedInt(1);
        data.sharedInt(2);
        awaitCells(1);
        assertThat(kept.get()).isEqualTo(1);
    }

    @Test
    void handle_thatIsGarbage_andWasSent_keepsItsCell() throws Exception {
        byte[] sent = Codec.standard().toBytes(data.sharedInt(7));
        data.sharedInt(8);
        awaitCells(1);
        SharedInt arrived = (SharedInt) Codec.standard().fromBytes(sent);
        assertThat(arrived.get()).isEqualTo(7);
    }

    @Test
    void close_keepsTheCellAsLongAsThereIsAHandle() throws Exception {
        SharedInt value = data.sharedInt(1);
        byte[] sent = Codec.standard().toBytes(value);
        value.close();
        data.sharedInt(2);
        awaitCells(1);
        assertThat(value.isClosed()).isTrue();
        assertThatThrownBy(value::get).isInstanceOf(ClosedException.class);
        value = null;
        awaitCells(0);
        assertThatThrownBy(() -> Codec.standard().fromBytes(sent))
                .hasMessageContaining("was closed, and is gone");
    }

    @Test
    void close_inAnotherProcess_isToldHere_andTheCellWaitsForBoth() throws Exception {
        SharedInt value = data.sharedInt(1);
        try (Sibling sibling = Sibling.start(tree)) {
            assertThat(sibling.call(() -> value.addAndGet(2))).isEqualTo("3");
            assertThat(
                            sibling.call(() -> {
                                value.close();
                                return value.isClosed();
                            }))
                    .isEqualTo("true");
            assertThatThrownBy(value::get)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageMatching("shared int \\d+ is closed by 'sibling' \\(pid \\d+\\)");
            assertThat(cells()).hasSize(1);
        }
        assertThat(cells()).as("this process has a handle").hasSize(1);
    }

    @Test
    void maker_thatDies_takesWithItWhatItNeverSent_andNothingElse() throws Exception {
        try (Sibling sibling = Sibling.start(tree)) {
            String sent =
                    sibling.call(() -> {
                        for (int i = 0; i < 10; i++) {
                            Sibling.data().sharedInt(i);
                        }
                        return java.util.Base64.getEncoder()
                                .encodeToString(
                                        Codec.standard().toBytes(Sibling.data().sharedInt(42)));
                    });
            assertThat(cells()).hasSizeBetween(1, 11);
            sibling.kill();
            assertThat(cells()).hasSize(1);
            SharedInt left =
                    (SharedInt)
                            Codec.standard().fromBytes(java.util.Base64.getDecoder().decode(sent));
            assertThat(left.get()).isEqualTo(42);
        }
    }

    @Test
    void user_thatDies_isNoUserAnyMore() throws Exception {
        SharedInt value = data.sharedInt(1);
        ObjectCell cell =
                new ObjectCell(tree.arena().resolve(cells().getFirst(), DataKind.INT.type));
        try (Sibling sibling = Sibling.start(tree)) {
            sibling.call(() -> value.get());
            cell.removeUser(tree.slot());
            assertThat(cell.hasUsers()).isTrue();
            sibling.kill();
            assertThat(cell.hasUsers()).isFalse();
        }
        assertThat(value.get()).as("sent, so it stays").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "object.create.claimed",
                "object.create.numbered",
                "object.create.filled",
                "object.create.published",
                "cell.claimed",
                "cell.typed"
            })
    void maker_thatDiesInBetween_leavesNothing(String place) throws Exception {
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> Sibling.data().sharedInt(1));
        }
        assertThat(cells()).isEmpty();
        assertThat(tree.arena().claimed(DataKind.INT.type, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.open.entered", "object.close.marked", "object.close.unlinked"})
    void user_thatDiesInBetween_leavesTheOthersInPeace(String place) throws Exception {
        SharedInt value = data.sharedInt(5);
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> {
                value.close();
                return null;
            });
        }
        if (place.startsWith("object.close")) {
            assertThat(value.isClosed()).isTrue();
        } else {
            assertThat(value.get()).isEqualTo(5);
        }
        assertThat(cells()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.release.left", "object.release.unlinked"})
    void process_thatDiesAsItGivesBack_leavesTheRestToRecovery(String place) throws Exception {
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> {
                Sibling.data().sharedInt(1);
                while (true) {
                    System.gc();
                    Sibling.data().sharedInt(2);
                }
            });
        }
        assertThat(cells()).isEmpty();
    }

    @Test
    void handle_travelsByJavaSerializationToo_andIsOneObjectInAProcess() throws Exception {
        SharedLong value = data.sharedLong(9);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isSameAs(value);
        }
        assertThat(Codec.standard().fromBytes(Codec.standard().toBytes(value))).isSameAs(value);
        try (Sibling sibling = Sibling.start(tree)) {
            assertThat(sibling.call(() -> value.incrementAndGet())).isEqualTo("10");
        }
    }

    @Test
    void handle_inAnotherTree_isRefused() {
        SharedInt value = data.sharedInt(1);
        byte[] sent = Codec.standard().toBytes(value);
        end();
        assertThatThrownBy(value::get)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("has ended");
        assertThat(value.isClosed()).isTrue();
        value.close();
        assertThatThrownBy(() -> Codec.standard().fromBytes(sent))
                .hasMessageContaining("shared int 1")
                .hasMessageContaining("belongs to a tree of processes that has ended");
        plant();
    }

    @Test
    void kills_atRandom_neverTearACounter_norLoseACell() throws Exception {
        SharedLong counter = data.sharedLong(0);
        SharedLong begun = data.sharedLong(0);
        for (int round = 0; round < 5; round++) {
            try (Sibling sibling = Sibling.start(tree)) {
                long before = counter.get();
                sibling.begin(() -> {
                    while (true) {
                        begun.incrementAndGet();
                        counter.incrementAndGet();
                        Sibling.data().sharedInt(1);
                    }
                });
                Await.until(PATIENCE, "counting", () -> counter.get() > before + 1000);
                sibling.kill();
            }
            assertThat(begun.get() - counter.get()).isBetween(0L, round + 1L);
            assertThat(cells()).isEmpty();
        }
    }
}
