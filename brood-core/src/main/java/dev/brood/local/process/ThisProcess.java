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

    /// There may be processes that are threads of this JVM. A child JVM need not look, mostly.
    private static volatile boolean expectsInside;

    private ThisProcess() {}

    static void expectInside() {
        expectsInside = true;
    }

    /// Returns the process that the calling thread is of, if that is a thread of this JVM.
    ///
    /// @return null if it is of this JVM itself
    static @Nullable InnerContext inner() {
        return expectsInside ? InnerContext.here() : null;
    }

    /// Returns whether the calling thread is of a process that is a thread of this JVM: what is the
    /// JVM's is not its own.
    ///
    /// @return false if this JVM is the process
    public static boolean isInner() {
        return inner() != null;
    }

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
        return isInner() || isChildJvm();
    }

    /// Returns whether this JVM was started by a Brood, whatever processes are threads of it.
    ///
    /// @return false in a root, or where there is no tree yet
    public static boolean isChildJvm() {
        return boot != null;
    }

    /// Returns the tree this child belongs to, joining it on the first call.
    ///
    /// @return the tree
    /// @throws dev.brood.ClosedException if it has ended
    public static Tree tree() {
        InnerContext inner = inner();
        return inner != null ? inner.tree() : treeOfThisJvm();
    }

    /// Returns the tree this JVM belongs to as a child, whatever processes are threads of it.
    ///
    /// @return the tree
    /// @throws dev.brood.ClosedException if it has ended
    public static synchronized Tree treeOfThisJvm() {
        Boot told = required();
        Tree tree = joined;
        if (tree == null) {
            tree = Tree.join(Path.of(told.tree), told.slot);
            takeUp(tree);
            joined = tree;
        }
        return tree;
    }

    /// Tells those who look at a tree what the threads of its root hold by being there.
    ///
    /// @param tree as its root sees it
    public static void tellAsRoot(Tree tree) {
        OwnEnd.tellIn(tree);
    }

    /// Makes ready to recover what others held: whoever finds a process dead recovers all of it,
    /// used here or not.
    static void takeUp(Tree tree) {
        Lifetimes.of(tree);
        Queues.of(tree);
        Pipes.of(tree);
        SyncObjects.of(tree);
        OwnEnd.tellIn(tree);
    }

    /// Returns this process's id.
    ///
    /// @return the operating system's, or that of a process that is a thread
    public static long pid() {
        InnerContext inner = inner();
        return inner != null ? inner.tree().pid() : ProcessHandle.current().pid();
    }

    static long parentPid() {
        InnerContext inner = inner();
        return inner != null ? inner.parent().pid() : required().parentPid;
    }

    static String parentName() {
        InnerContext inner = inner();
        return inner != null ? inner.parent().name() : required().parentName;
    }

    /// Ends this process in order. Only to be called by its main thread, and only by Brood's own
    /// code: a process that is a thread ends by what this throws.
    ///
    /// @param code how
    public static void exit(int code) {
        if (isInner()) {
            throw new InnerExit(code);
        }
        System.exit(code);
    }

    /// Has something done when this process ends in order, as a JVM's shutdown hooks are.
    ///
    /// @param hook not started
    /// @throws IllegalStateException if it is ending
    public static void addHook(Thread hook) {
        InnerContext inner = inner();
        if (inner != null) {
            inner.addHook(hook);
        } else {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /// Takes back what [#addHook] has added.
    ///
    /// @param hook the same
    /// @throws IllegalStateException if this process is ending
    public static void removeHook(Thread hook) {
        InnerContext inner = inner();
        if (inner != null) {
            inner.removeHook(hook);
        } else {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /// Ends this process at once, as if killed.
    ///
    /// @param code what the JVM exits with, if this is one
    static void halt(int code) {
        InnerContext inner = inner();
        if (inner != null) {
            inner.kill();
        } else {
            Runtime.getRuntime().halt(code);
        }
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
        InnerContext inner = inner();
        return inner != null ? inner.name() : name;
    }

    /// Returns which child of which child this is.
    ///
    /// @return numbers with colons between, empty in a root
    static String identity() {
        InnerContext inner = inner();
        return inner != null ? inner.identity() : identity;
    }

    static boolean isDaemon() {
        InnerContext inner = inner();
        return inner != null ? inner.isDaemon() : daemon;
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
