package dev.brood.local.roster;

import dev.brood.ClosedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The trees this process belongs to, by their ids: how a handle that arrives here finds its own.
public final class Trees {
    private static final Map<Long, Tree> JOINED = new ConcurrentHashMap<>();

    private Trees() {}

    static void add(Tree tree) {
        JOINED.put(tree.id(), tree);
    }

    static void remove(Tree tree) {
        JOINED.remove(tree.id(), tree);
    }

    /// Returns a tree this process belongs to.
    ///
    /// @param id the tree's
    /// @param what names the object that is looked for, for the message
    /// @return the tree
    /// @throws ClosedException if this process does not belong to it, or has left it
    public static Tree require(long id, String what) {
        Tree tree = JOINED.get(id);
        if (tree == null) {
            throw new ClosedException(
                    "%s belongs to a tree of processes that has ended or that this process (pid %d) is not of"
                            .formatted(what, ProcessHandle.current().pid()));
        }
        return tree;
    }
}
