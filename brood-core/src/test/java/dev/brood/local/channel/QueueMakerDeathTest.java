package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/// What is left of a queue whose maker dies.
class QueueMakerDeathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TYPE = 1;
    private static final int LARGE = 10 << 20;

    private Tree tree;
    private Queues queues;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
        queues = Queues.of(tree);
    }

    @AfterEach
    void close() {
        queues.close();
        tree.close();
    }

    /// A process of the tree that makes a queue with an item in a file of its own.
    static final class Maker {
        private Maker() {}

        static void main(String[] args) throws IOException {
            Tree tree = Tree.join(Path.of(args[0]), Integer.parseInt(args[1]));
            Queues queues = Queues.of(tree);
            Servant.serve(order -> {
                if (order.getFirst().equals("recover")) {
                    tree.roster().ended(Integer.parseInt(order.get(1)));
                    return "recovered";
                }
                LocalQueue<byte[]> queue =
                        order.getFirst().equals("practise")
                                ? queues.createForPractice("made", 3)
                                : queues.create("made", 3);
                queue.put(new byte[LARGE]);
                return !order.getFirst().equals("keep")
                        ? Base64.getEncoder().encodeToString(Codec.standard().toBytes(queue))
                        : "kept";
            });
        }
    }

    private Servant start(int slot, String... flags) {
        Servant servant =
                Servant.start(
                        Servant.options(Maker.class)
                                .flags("-Xmx256m")
                                .flags(flags)
                                .args(tree.directory().path().toString(), Integer.toString(slot)));
        tree.roster().enter(slot, servant.pid());
        return servant;
    }

    private int reserve() {
        return tree.roster().reserve("maker");
    }

    private void assertNothingLeft() {
        assertThat(RingFiles.of(tree)).as("files").isEmpty();
        assertThat(RingFiles.mapped(tree)).as("mappings").isZero();
        assertThat(tree.arena().published(TYPE)).as("cells").isEmpty();
        assertThat(tree.arena().claimed(TYPE, 1)).as("cells being filled").isEmpty();
    }

    @Test
    void queue_thatWasNeverSent_goesWithItsMaker() throws Exception {
        int slot = reserve();
        try (Servant maker = start(slot)) {
            assertThat(maker.ask("keep")).isEqualTo("kept");
            assertThat(RingFiles.of(tree)).hasSize(2);
            maker.kill();
        }
        tree.roster().ended(slot);
        assertNothingLeft();
    }

    /// What a spare practises with goes when it is killed meanwhile, encoded or not.
    @Test
    void queue_forPractice_goesWithItsMaker_alsoIfItWasEncoded() throws Exception {
        int slot = reserve();
        try (Servant maker = start(slot)) {
            assertThat(maker.ask("practise")).isNotEmpty();
            assertThat(RingFiles.of(tree)).hasSize(2);
            maker.kill();
        }
        tree.roster().ended(slot);
        assertNothingLeft();
    }

    @Test
    void queue_thatWasSent_staysWithWhatIsInIt() throws Exception {
        int slot = reserve();
        byte[] sent;
        try (Servant maker = start(slot)) {
            sent = Base64.getDecoder().decode(maker.ask("send"));
            maker.kill();
        }
        tree.roster().ended(slot);
        LocalQueue<?> queue = (LocalQueue<?>) Codec.standard().fromBytes(sent);
        assertThat(queue.take()).isEqualTo(new byte[LARGE]);
        queue.close();
        assertNothingLeft();
    }

    @Test
    void queue_ofTheLiving_staysWhenAnotherDies() throws Exception {
        int slot = reserve();
        LocalQueue<String> own = queues.create("own", 3);
        own.put("item");
        try (Servant maker = start(slot)) {
            assertThat(maker.ask("keep")).isEqualTo("kept");
            maker.kill();
        }
        tree.roster().ended(slot);
        assertThat(own.take()).isEqualTo("item");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue.create.allocated",
                "queue.create.claimed",
                "segment.create.sized",
                "queue.create.ring",
                "queue.create.published",
                "ring.put.drafting",
                "ring.put.drafted",
                "ring.put.spill-announced",
                "ring.put.spill-named",
                "ring.put.spill-committed"
            })
    void maker_thatDiesInBetween_leavesNothing(String place) throws Exception {
        int slot = reserve();
        try (Servant maker = start(slot, "-Dbrood.crash=" + place)) {
            maker.tell("keep");
            assertThat(maker.jvm().awaitExit(PATIENCE)).as("died as planned").isEqualTo(137);
        }
        tree.roster().ended(slot);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"roster.recover.gone", "queue.recover.unlinked", "roster.recover.done"})
    void recovery_thatDiesItself_isBroughtToItsEndByTheNext(String place) throws Exception {
        int slot = reserve();
        int other = reserve();
        try (Servant maker = start(slot);
                Servant recoverer = start(other, "-Dbrood.crash=" + place)) {
            assertThat(maker.ask("keep")).isEqualTo("kept");
            maker.kill();
            recoverer.tell("recover", Integer.toString(slot));
            assertThat(recoverer.jvm().awaitExit(PATIENCE)).as("died as planned").isEqualTo(137);
        }
        tree.roster().ended(other);
        assertNothingLeft();
    }
}
