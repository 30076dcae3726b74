package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Connection;
import dev.brood.Pipe;
import dev.brood.ResourceException;
import dev.brood.codec.Codec;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.os.Servant;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// A process that has died, and of whose queues and pipes one can't be opened by who recovers: no
/// other is kept waiting by that.
class FailedRecoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A process of the tree that has channels of its own and dies in another's.
    static final class User {
        private User() {}

        static void main(String[] args) throws IOException {
            Tree tree = Tree.join(Path.of(args[0]), Integer.parseInt(args[1]));
            Servant.serve(order -> {
                if (order.getFirst().equals("make")) {
                    byte[] _ = Codec.standard().toBytes(Queues.of(tree).create("theirs", 3));
                    Pipe pipe = Pipes.of(tree).create("theirs", true, Pipes.DEFAULT_CAPACITY);
                    boolean _ = pipe.first().poll();
                    boolean _ = pipe.second().poll();
                    return "made";
                }
                boolean _ = ((Connection) decode(order.get(1))).poll();
                Object _ = ((LocalQueue<?>) decode(order.get(2))).take();
                return "taken";
            });
        }

        private static Object decode(String text) {
            return Codec.standard().fromBytes(Base64.getDecoder().decode(text));
        }
    }

    private static String encode(Object channel) {
        return Base64.getEncoder().encodeToString(Codec.standard().toBytes(channel));
    }

    @Test
    void ringsThatCannotBeOpened_keepNoOthersFromBeingRecovered() throws Exception {
        Tree tree = Tree.plant(OperatingSystem.current(), "test");
        int slot = tree.roster().reserve("user");
        List<Path> theirs;
        LocalQueue<String> queue;
        Pipe pipe;
        try (Servant user =
                Servant.start(
                        Servant.options(User.class)
                                .flags("-Dbrood.crash=ring.take.locked")
                                .args(tree.directory().path().toString(), "" + slot))) {
            tree.roster().enter(slot, user.pid());
            assertThat(user.ask("make")).isEqualTo("made");
            theirs = RingFiles.of(tree).stream().map(tree.directory()::file).toList();
            assertThat(theirs).hasSize(3);
            for (Path file : theirs) {
                Files.delete(file);
                Files.createDirectory(file); // as good as a process without a descriptor left
            }
            queue = Queues.of(tree).create("ours", 3);
            queue.put("item");
            pipe = Pipes.of(tree).create("ours", true, Pipes.DEFAULT_CAPACITY);
            user.tell("use", encode(pipe.second()), encode(queue));
            pipe.second().close();
            assertThat(user.jvm().awaitExit(PATIENCE)).as("died as planned").isEqualTo(137);
        }
        assertThatThrownBy(() -> tree.roster().ended(slot))
                .isInstanceOf(ResourceException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(queue.take()).isEqualTo("item");
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EOFException.class);
        for (Path file : theirs) {
            Files.delete(file);
        }
        tree.roster().ended(slot);
        queue.close();
        pipe.close();
        assertThat(RingFiles.of(tree)).isEmpty();
        Queues.of(tree).close();
        Pipes.of(tree).close();
        tree.close();
    }
}
