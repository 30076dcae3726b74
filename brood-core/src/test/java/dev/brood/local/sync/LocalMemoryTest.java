package dev.brood.local.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.brood.NameNotFoundException;
import dev.brood.NameTakenException;
import dev.brood.SharedMemory;
import dev.brood.codec.Codec;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.os.Servant;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// When memory is given back, and what strangers can do to it.
class LocalMemoryTest {
    private static final long GIBI = 1L << 30;

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
        end(tree);
    }

    private static void end(Tree tree) {
        Lifetimes.of(tree).close();
        tree.close();
    }

    private static LocalData dataOf(Tree tree) {
        return new LocalData(tree) {
            @Override
            protected void requireOpen() {}
        };
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(tree.directory().path())) {
            return all.filter(each -> each.getFileName().toString().startsWith("memory-")).count();
        }
    }

    private void assertNothingLeft() throws IOException {
        assertThat(files()).isZero();
        assertThat(tree.arena().published(DataKind.MEMORY.type)).isEmpty();
        assertThat(tree.arena().claimed(DataKind.MEMORY.type, 1)).isEmpty();
    }

    @Test
    void unlink_andClose_inEitherOrder_giveEverythingBack() throws Exception {
        SharedMemory memory = data.memory(5000);
        memory.unlink();
        assertThat(files()).isZero();
        memory.segment().set(JAVA_BYTE, 4999, (byte) 1);
        memory.close();
        assertNothingLeft();
        memory = data.memory(5000);
        memory.close();
        assertThat(files()).isEqualTo(1);
        memory.unlink();
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "object.create.claimed",
                "object.create.numbered",
                "object.create.filled",
                "object.create.published"
            })
    void maker_thatDiesInBetween_leavesNothing_andTheNameIsFree(String place) throws Exception {
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> Sibling.data().memory("name", 10_000));
        }
        assertNothingLeft();
        data.memory("name", 1).unlink();
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.close.marked", "object.close.unlinked"})
    void unlinker_thatDiesInBetween_leavesItUnlinked(String place) throws Exception {
        SharedMemory memory = data.memory("name", 10_000);
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> memory.unlink());
        }
        assertThat(files()).isZero();
        assertThatThrownBy(() -> data.attachMemory("name"))
                .isInstanceOf(NameNotFoundException.class);
        memory.segment().set(JAVA_INT, 0, 1);
        memory.close();
        assertNothingLeft();
    }

    @Test
    void create_ofATakenName_leavesNothingOfItself() throws Exception {
        SharedMemory memory = data.memory("name", 10);
        assertThatThrownBy(() -> data.memory("name", 20)).isInstanceOf(NameTakenException.class);
        try (Sibling sibling = Sibling.start(tree)) {
            assertThat(sibling.call(() -> Sibling.data().memory("name", 1)))
                    .startsWith("threw dev.brood.NameTakenException");
        }
        assertThat(files()).isEqualTo(1);
        memory.unlink();
        memory.close();
        assertNothingLeft();
    }

    @Test
    void memory_thatWasClosed_andNeverSent_isGoneWhenItsUserHasEnded() throws Exception {
        try (Sibling sibling = Sibling.start(tree)) {
            sibling.call(() -> {
                Sibling.data().memory("name", 10).close();
                return null;
            });
            data.attachMemory("name").close();
            assertThat(files()).isEqualTo(1);
        }
        assertThat(files()).as("this process has used it").isEqualTo(1);
        data.attachMemory("name").unlink();
        assertThat(files()).isZero();
    }

    @Test
    void stranger_attachesByName_writes_andDestroysNothing() throws Exception {
        SharedMemory memory = data.memory("for-all", 64);
        Tree other = Tree.plant(OperatingSystem.current(), "stranger");
        try {
            Lifetimes.of(other);
            SharedMemory foreign = dataOf(other).attachMemory("for-all");
            assertThat(foreign.size()).isEqualTo(64);
            assertThat(foreign.toString()).contains("for-all").contains("of brood-");
            foreign.segment().set(JAVA_INT, 0, 5);
            assertThat(memory.segment().get(JAVA_INT, 0)).isEqualTo(5);
            assertThatThrownBy(foreign::unlink)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belongs to another tree");
            SharedMemory again =
                    (SharedMemory) Codec.standard().fromBytes(Codec.standard().toBytes(foreign));
            assertThat(again.segment().get(JAVA_INT, 0)).isEqualTo(5);
            foreign.close();
            foreign.close();
            assertThat(foreign.isClosed()).isTrue();
            memory.unlink();
            memory.close();
            assertNothingLeft();
            assertThat(again.segment().get(JAVA_INT, 0)).as("its own mapping").isEqualTo(5);
            again.close();
            assertThatThrownBy(() -> dataOf(other).attachMemory("for-all"))
                    .isInstanceOf(NameNotFoundException.class)
                    .hasMessageContaining("any other tree of this user");
        } finally {
            end(other);
        }
    }

    @Test
    void stranger_inAnotherJvm_thatIsKilled_destroysNothing() throws Exception {
        SharedMemory memory = data.memory("for-all", 64);
        try (Servant stranger = Servant.start(Servant.options(Stranger.class))) {
            assertThat(stranger.ask("for-all")).isEqualTo("64");
            stranger.kill();
        }
        assertThat(memory.segment().get(JAVA_INT, 0)).isEqualTo(77);
        assertThat(data.attachMemory("for-all")).isSameAs(memory);
        memory.unlink();
        memory.close();
    }

    /// A program of its own, with a tree of its own.
    static final class Stranger {
        private Stranger() {}

        static void main(String[] args) throws IOException {
            try (Tree own = Tree.plant(OperatingSystem.current(), "stranger")) {
                Servant.serve(order -> {
                    SharedMemory memory = dataOf(own).attachMemory(order.getFirst());
                    memory.segment().set(JAVA_INT, 0, 77);
                    return memory.size();
                });
            }
        }
    }

    @Test
    void memory_ofMoreThanTwoGibibytes_hasAllItsBytes() throws Exception {
        assumeThat(tree.directory().path().toFile().getUsableSpace()).isGreaterThan(6 * GIBI);
        SharedMemory memory = data.memory(2 * GIBI + 5);
        memory.segment().set(JAVA_BYTE, 2 * GIBI + 4, (byte) 3);
        try (Sibling sibling = Sibling.start(tree)) {
            assertThat(sibling.call(() -> memory.readOnly().get(JAVA_BYTE, 2 * GIBI + 4)))
                    .isEqualTo("3");
        }
        memory.unlink();
        memory.close();
        assertNothingLeft();
    }
}
