package dev.brood.local.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ClosedException;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.os.Servant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/// How a handle finds its tree.
class TreesTest {
    private final OperatingSystem system = OperatingSystem.named("portable");

    private static String message(String what) {
        return "%s belongs to a tree of processes that has ended or that this process (pid %d) is not of"
                .formatted(what, ProcessHandle.current().pid());
    }

    @Test
    void require_plantedHere_isFoundUntilItIsClosed() {
        Tree one = Tree.plant(system, "one");
        try (Tree two = Tree.plant(system, "two")) {
            long id = one.id();
            assertThat(Trees.require(id, "queue 'x'")).isSameAs(one);
            assertThat(Trees.require(two.id(), "queue 'x'")).isSameAs(two);
            one.close();
            assertThatThrownBy(() -> Trees.require(id, "queue 'x'"))
                    .isInstanceOf(ClosedException.class)
                    .hasMessage(message("queue 'x'"));
            assertThat(Trees.require(two.id(), "queue 'x'")).isSameAs(two);
        }
    }

    /// Belongs to a tree that it joins when it has to.
    static final class Homebody {
        private static @Nullable Tree joined;

        private Homebody() {}

        private static Tree tree(String path, int slot) {
            Tree tree = joined;
            if (tree == null) {
                tree = Tree.join(Path.of(path), slot);
                joined = tree;
            }
            return tree;
        }

        static void main(String[] args) throws Exception {
            int slot = Integer.parseInt(args[1]);
            Trees.setHome(() -> tree(args[0], slot));
            Servant.serve(order ->
                    order.getFirst().equals("joined")
                            ? joined != null
                            : Trees.require(Long.parseLong(order.get(1)), "lock").slot());
        }
    }

    @Test
    void require_homeOfAChild_isJoinedWhenNeeded() throws Exception {
        try (Tree tree = Tree.plant(system, "root");
                Tree other = Tree.plant(system, "other")) {
            int slot = tree.roster().reserve("child");
            try (Servant child =
                    Servant.start(
                            Homebody.class, tree.directory().toString(), Integer.toString(slot))) {
                tree.roster().enter(slot, child.pid());
                assertThat(child.ask("joined")).isEqualTo("false");
                assertThat(child.ask("require", tree.id())).isEqualTo(Integer.toString(slot));
                assertThat(child.ask("joined")).isEqualTo("true");
                assertThat(child.ask("require", other.id()))
                        .startsWith("threw dev.brood.ClosedException: lock belongs to a tree");
            }
        }
    }
}
