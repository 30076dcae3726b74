package dev.brood.local.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Task;
import dev.brood.codec.Codec;
import dev.brood.local.os.Servant;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/// A JVM of a tree that a test has planted, which runs the test's lambdas.
final class Sibling implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static @Nullable Tree here;

    private final Tree tree;
    private final int slot;
    private final Servant servant;

    private Sibling(Tree tree, int slot, Servant servant) {
        this.tree = tree;
        this.slot = slot;
        this.servant = servant;
    }

    /// Starts one as a child of this process.
    static Sibling start(Tree tree, String... flags) {
        int slot = tree.roster().reserve("sibling");
        Servant servant =
                Servant.start(
                        Servant.options(Sibling.class)
                                .flags("-Xmx256m")
                                .flags(flags)
                                .args(tree.directory().path().toString(), Integer.toString(slot)));
        tree.roster().enter(slot, servant.pid());
        return new Sibling(tree, slot, servant);
    }

    static void main(String[] args) throws IOException {
        Tree tree = Tree.join(Path.of(args[0]), Integer.parseInt(args[1]));
        here = tree;
        Lifetimes.of(tree);
        Servant.serve(order ->
                ((Task<?>) Codec.standard().fromBytes(Base64.getDecoder().decode(order.getFirst())))
                        .call());
    }

    /// In a sibling: its maker of shared data.
    static LocalData data() {
        return new LocalData(tree()) {
            @Override
            protected void requireOpen() {}
        };
    }

    /// In a sibling: its tree.
    static Tree tree() {
        Tree joined = here;
        if (joined == null) {
            throw new IllegalStateException("this is not a sibling");
        }
        return joined;
    }

    private static String encoded(Task<?> task) {
        return Base64.getEncoder().encodeToString(Codec.standard().toBytes(task));
    }

    /// Runs a task and returns its result as a string, or `threw …`.
    String call(Task<?> task) throws InterruptedException {
        return servant.ask(encoded(task));
    }

    /// Begins a task.
    ///
    /// @return for [#result]
    int begin(Task<?> task) {
        return servant.tell(encoded(task));
    }

    String result(int begun) throws InterruptedException {
        return servant.answer(begun);
    }

    /// Runs a task that ends the process at a crash point, and recovers.
    void dieIn(Task<?> task) throws InterruptedException {
        begin(task);
        assertThat(servant.jvm().awaitExit(PATIENCE)).as("died as planned").isEqualTo(137);
        tree.roster().ended(slot);
    }

    /// Kills it and recovers.
    void kill() throws InterruptedException {
        servant.kill();
        tree.roster().ended(slot);
    }

    int slot() {
        return slot;
    }

    @Override
    public void close() {
        servant.close();
        tree.roster().ended(slot);
    }
}
