package dev.brood.local.process;

import dev.brood.ClosedException;
import dev.brood.local.channel.Pipes;
import dev.brood.local.channel.Queues;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.Trees;
import dev.brood.local.sync.Lifetimes;
import dev.brood.local.sync.SyncObjects;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// What this JVM is: the root of a tree, or a child that was told where it belongs. A child joins
/// the memory of its tree when it first needs it, not before.
public final class ThisProcess {
    private static volatile @Nullable Boot boot;
    private static volatile String name = "main";
    private static volatile String identity = "";
    private static volatile boolean daemon;
    private static volatile boolean shippedClasses;
    private static @Nullable Tree joined;

    private ThisProcess() {}

    static void begin(Boot told) {
        boot = told;
        Trees.setHome(new Home());
    }

    /// As the other, for a process that has planted the tree by itself.
    static synchronized void begin(Boot told, Tree planted) {
        begin(told);
        joined = planted;
    }

    /// A class, not a lambda, which a young JVM would pay for.
    private static final class Home implements Trees.Home {
        @Override
        public Tree tree() {
            return ThisProcess.tree();
        }
    }

    /// Begins to run what this process was started for, in the calling thread.
    static void run(Run told) {
        OwnEnd.isHeldByThisThread();
        name = told.name;
        identity = told.identity;
        daemon = told.daemon;
        shippedClasses = told.shippedClasses;
    }

    /// Returns whether this JVM was started by a Brood.
    ///
    /// @return false in a root, or where there is no tree yet
    public static boolean isChild() {
        return boot != null;
    }

    /// Returns the tree this child belongs to, joining it on the first call.
    ///
    /// @return the tree
    /// @throws dev.brood.ClosedException if it has ended
    public static synchronized Tree tree() {
        Boot told = required();
        Tree tree = joined;
        if (tree == null) {
            tree = Tree.join(Path.of(told.tree), told.slot);
            // Whoever finds a process dead recovers all that it held, used here or not.
            Lifetimes.of(tree);
            Queues.of(tree);
            Pipes.of(tree);
            SyncObjects.of(tree);
            OwnEnd.tellIn(tree);
            joined = tree;
        }
        return tree;
    }

    /// Returns whether the tree of this child is being closed by its root, or is gone already: the
    /// root marks the tree before it ends the children, so a child may see that before the signal.
    static boolean isTreeClosing() {
        try {
            return tree().isClosing();
        } catch (ClosedException _) {
            return true;
        }
    }

    /// Returns this process's name.
    ///
    /// @return `main` in a root
    public static String name() {
        return name;
    }

    /// Returns which child of which child this is.
    ///
    /// @return numbers with colons between, empty in a root
    static String identity() {
        return identity;
    }

    static boolean isDaemon() {
        return daemon;
    }

    static boolean shippedClasses() {
        return shippedClasses;
    }

    static Boot required() {
        Boot told = boot;
        if (told == null) {
            throw new IllegalStateException("this process was not started by a Brood");
        }
        return told;
    }
}
