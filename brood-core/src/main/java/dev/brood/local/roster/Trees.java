package dev.brood.local.roster;

import dev.brood.ClosedException;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The trees this process belongs to, by their ids: how a handle that arrives here finds its own.
public final class Trees {
    private static final Map<Long, Tree> JOINED = new ConcurrentHashMap<>();
    private static volatile @Nullable Home home;
    private static volatile @Nullable Inside inside;

    private Trees() {}

    /// The tree that this process was started in, which it joins only when it needs to.
    @FunctionalInterface
    public interface Home {
        /// Joins it, if that has not been done.
        ///
        /// @return the tree
        Tree tree();
    }

    /// Says which tree this process was started in.
    ///
    /// @param tree joins it
    public static void setHome(Home tree) {
        home = tree;
    }

    /// The trees of processes that are threads of this JVM, each as its own process sees it.
    @FunctionalInterface
    public interface Inside {
        /// Returns the tree of the process that the calling thread is of.
        ///
        /// @return null if it is of this JVM itself
        @Nullable Tree tree();
    }

    /// Says how such threads find theirs.
    ///
    /// @param trees finds them
    public static void setInside(Inside trees) {
        inside = trees;
    }

    /// Returns the tree of the process that the calling thread is of, if that is a thread of this
    /// JVM.
    ///
    /// @return null if the thread is of this JVM itself
    public static @Nullable Tree innermost() {
        Inside threads = inside;
        return threads == null ? null : threads.tree();
    }

    /// As [Tree#holds], for the process that the calling thread is of.
    ///
    /// @param possession to be closed at its end, if it is a thread of this JVM
    public static void holds(AutoCloseable possession) {
        Tree innermost = innermost();
        if (innermost != null) {
            innermost.holds(possession);
        }
    }

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
        Tree innermost = innermost();
        if (innermost != null && innermost.id() == id) {
            return innermost;
        }
        Tree tree = JOINED.get(id);
        Home own = home;
        if (tree == null && own != null && own.tree().id() == id) {
            tree = own.tree();
        }
        if (tree == null) {
            throw new ClosedException(
                    "%s belongs to a tree of processes that has ended or that this process (pid %d) is not of"
                            .formatted(what, ProcessHandle.current().pid()));
        }
        return tree;
    }
}
