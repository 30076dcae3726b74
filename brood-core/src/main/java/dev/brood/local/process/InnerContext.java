package dev.brood.local.process;

import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.Trees;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/// What a process has for itself that is a thread of this JVM: what it is called, how it sees its
/// tree, where it prints, and whatever else a JVM has once ([ProcessLocal]). The threads that it
/// starts inherit it.
public final class InnerContext {
    private static final InheritableThreadLocal<@Nullable InnerContext> HERE =
            new InheritableThreadLocal<>();

    private final Tree tree;
    private final Assignment assignment;
    private final Member parent;
    private final Runnable kill;
    private final Map<ProcessLocal<?>, Object> locals = new ConcurrentHashMap<>();
    private final Set<Thread> hooks = new LinkedHashSet<>(); // guarded by itself
    private boolean ending; // guarded by hooks
    private volatile @Nullable PrintStream out;
    private volatile @Nullable PrintStream err;

    /// Makes that of a process that is to begin.
    ///
    /// @param tree as the process sees it
    /// @param assignment what the process is
    /// @param parent the process that starts it
    /// @param kill ends it without asking it
    public InnerContext(Tree tree, Assignment assignment, Member parent, Runnable kill) {
        this.tree = tree;
        this.parent = parent;
        this.assignment = assignment;
        this.kill = kill;
        Trees.setInside(InnerContext::treeHere);
        ThisProcess.expectInside();
        ThisProcess.takeUp(tree);
    }

    private static @Nullable Tree treeHere() {
        InnerContext here = HERE.get();
        return here == null ? null : here.tree;
    }

    static @Nullable InnerContext here() {
        return HERE.get();
    }

    /// Returns whether the calling thread is one of this process.
    ///
    /// @return false if it is of another, or of this JVM itself
    public boolean isHere() {
        return HERE.get() == this;
    }

    /// Runs code as that of this process, in the calling thread.
    ///
    /// @param <T> what comes of it
    /// @param code what to run
    /// @return what comes of it
    /// @throws Exception what it throws
    public <T extends @Nullable Object> T call(Callable<T> code) throws Exception {
        InnerContext before = HERE.get();
        HERE.set(this);
        try {
            return code.call();
        } finally {
            if (before == null) {
                HERE.remove();
            } else {
                HERE.set(before);
            }
        }
    }

    /// Runs code of Brood's own as that of this process, in the calling thread.
    private void run(Runnable code) {
        InnerContext before = HERE.get();
        HERE.set(this);
        try {
            code.run();
        } finally {
            if (before == null) {
                HERE.remove();
            } else {
                HERE.set(before);
            }
        }
    }

    /// Interrupts a piece of its work, as [Children#interrupt] says, or its main thread.
    ///
    /// @param work the number of the work; 0 for whatever it does
    /// @param part which part of it
    /// @param main its main thread
    public void interrupt(long work, long part, Thread main) {
        run(() -> Interrupts.deliver(work, part, main));
    }

    /// As [Children#expire] says.
    ///
    /// @param work the number of the work
    /// @param part which part of it
    public void expire(long work, long part) {
        run(() -> Interrupts.deliverExpiry(work, part));
    }

    /// As [Children#halt] says.
    ///
    /// @param work the number of the work
    /// @param part which part of it
    public void halt(long work, long part) {
        run(() -> Interrupts.deliverHalt(work, part));
    }

    /// Says that the calling thread is the one that runs what the process was started for.
    public void begin() {
        run(OwnEnd::isHeldByThisThread);
    }

    /// Runs the hooks of the process, side by side; once. A second call waits until that is done.
    ///
    /// @throws InterruptedException if interrupted while they run
    public synchronized void end() throws InterruptedException {
        List<Thread> all;
        synchronized (hooks) {
            ending = true;
            all = List.copyOf(hooks);
            hooks.clear();
        }
        all.forEach(Thread::start);
        for (Thread hook : all) {
            hook.join();
        }
    }

    void addHook(Thread hook) {
        synchronized (hooks) {
            if (ending) {
                throw new IllegalStateException("the process '" + name() + "' is ending");
            }
            hooks.add(hook);
        }
    }

    void removeHook(Thread hook) {
        synchronized (hooks) {
            hooks.remove(hook);
        }
    }

    void kill() {
        kill.run();
    }

    Member parent() {
        return parent;
    }

    Tree tree() {
        return tree;
    }

    String name() {
        return assignment.name();
    }

    String identity() {
        return assignment.identity();
    }

    boolean isDaemon() {
        return assignment.isDaemon();
    }

    @Nullable PrintStream out() {
        return out;
    }

    @Nullable PrintStream err() {
        return err;
    }

    /// Says where it prints from now on.
    ///
    /// @param stream in place of `System.out`
    public void setOut(PrintStream stream) {
        out = stream;
        RoutedStream.install();
    }

    /// Says where it prints its errors from now on.
    ///
    /// @param stream in place of `System.err`
    public void setErr(PrintStream stream) {
        err = stream;
        RoutedStream.install();
    }

    /// Returns what the process has of something that a JVM has once.
    <T> @Nullable T get(ProcessLocal<T> local) {
        return local.cast(locals.get(local));
    }

    <T> void set(ProcessLocal<T> local, T value) {
        locals.put(local, value);
    }
}
