package dev.brood.threads;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ExitStatus;
import dev.brood.codec.Codec;
import dev.brood.local.os.InnerProcesses;
import dev.brood.local.process.Assignment;
import dev.brood.local.process.CurrentProcess;
import dev.brood.local.process.InnerContext;
import dev.brood.local.process.InnerExit;
import dev.brood.local.process.Remains;
import dev.brood.local.process.StartedChild;
import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A process that is a thread, and the threads it starts: a member of the tree with an entry, an
/// id, and mappings of its own.
///
/// **Its end.** A thread can't be stopped, but what it holds can be taken from it. However the
/// process ends, these are the steps, the first of which is done once:
///
/// | step | what it does | why then |
/// |---|---|---|
/// | 1 | unmaps all that the process sees of the tree | no thread of it can write there any more: one that tries gets a [ClosedException] |
/// | 2 | marks the end as one in order, if it is | who recovers it asks for that |
/// | 3 | takes it out of the living | only now is it true that it does nothing |
/// | 4 | recovers what it held, and ends its children | as after the death of a JVM |
/// | 5 | interrupts its threads | those that listen end; the others go on, cut off |
/// | 6 | tells those who wait for its end | |
///
/// Before, in an end in order, its hooks are run, which end its own children and pools.
final class ThreadProcess extends StartedChild<ThreadProcess>
        implements InnerProcesses.InnerProcess {
    private static final Duration LONG = Duration.ofHours(1);
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGNAL_BASE = 128;

    private final Assignment assignment;
    private final byte[] task;
    private final int slot;
    private final int pid;
    private final Tree inside;
    private final InnerContext context;
    private final ThreadPlace place = new ThreadPlace();
    private final ThreadGroup group;
    private final Thread main;
    private final OwnOutput output;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean killed;

    /// How a signal is ending it, whatever its thread meets meanwhile.
    private volatile @Nullable ExitStatus doom;

    private ThreadProcess(Tree tree, Assignment assignment, byte[] task, int slot) {
        super(tree);
        this.assignment = assignment;
        this.task = task;
        this.slot = slot;
        this.output = OwnOutput.open(assignment.name(), assignment.options());
        this.pid = InnerProcesses.enter(this);
        this.group = new ThreadGroup(rootGroup(), assignment.name());
        this.main =
                Thread.ofPlatform()
                        .group(group)
                        .inheritInheritableThreadLocals(false)
                        .daemon(assignment.isDaemon())
                        .name(assignment.name())
                        .unstarted(this::run);
        main.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        try {
            tree.roster().enter(slot, pid);
            this.inside = tree.joinInside(slot, pid);
            Member parent = tree.roster().member(tree.slot()).orElseThrow();
            this.context = new InnerContext(inside, assignment, parent, this::kill);
        } catch (Throwable e) {
            InnerProcesses.leave(pid);
            output.close();
            throw e;
        }
        output.connect(context);
    }

    /// Makes a process of a tree that does nothing yet.
    ///
    /// @param task what it is to do, encoded
    static ThreadProcess enter(Tree tree, Assignment assignment, byte[] task) {
        int slot = tree.roster().reserve(assignment.name());
        try {
            return new ThreadProcess(tree, assignment, task, slot);
        } catch (Throwable e) {
            tree.roster().cancel(slot);
            throw e;
        }
    }

    /// Returns a group for threads that are of no process.
    static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup up = group; up != null; up = up.getParent()) {
            group = up;
        }
        return group;
    }

    void start() {
        main.start();
    }

    private void run() {
        Throwable thrown = null;
        int code = 0;
        try {
            context.call(() -> ThreadsProvider.run(place, this::perform));
            awaitOthers();
        } catch (InnerExit e) {
            code = e.code();
        } catch (Throwable e) {
            thrown = e;
            code = 1;
        }
        ExitStatus doomed = doom;
        if (killed) {
            return; // whoever has killed it sees to its end
        }
        if (doomed != null) {
            endInOrder(doomed, null);
            return; // what the thread has met since the signal is no news
        }
        Throwable failure = null;
        if (thrown != null && !(thrown instanceof ClosedException && tree().isClosing())) {
            report(thrown);
            failure = copy(thrown);
        }
        endInOrder(new ExitStatus.Exited(code), failure);
    }

    private @Nullable Void perform() throws Exception {
        context.begin();
        Object decoded = Codec.standard().fromBytes("action", task);
        if (decoded instanceof ChildProcess process) {
            CurrentProcess.become(process);
            process.run();
        } else if (decoded instanceof Action action) {
            action.perform();
        } else {
            throw new IllegalStateException("neither an action nor a process: " + decoded);
        }
        return null;
    }

    /// Waits for the threads that keep a JVM, as they keep this process.
    private void awaitOthers() {
        Thread other = other();
        while (other != null && !ended.get()) {
            boolean _ = awaitEndOf(other);
            other = other();
        }
    }

    private static boolean awaitEndOf(Thread other) {
        try {
            return other.join(LONG);
        } catch (InterruptedException _) {
            return false; // by one who means the action, which has ended, or as a signal has come
        }
    }

    private @Nullable Thread other() {
        for (Thread each : threads()) {
            if (!each.isDaemon() && !each.equals(main)) {
                return each;
            }
        }
        return null;
    }

    private List<Thread> threads() {
        Thread[] threads = new Thread[2 * group.activeCount() + 16];
        return List.of(Arrays.copyOf(threads, group.enumerate(threads)));
    }

    /// Prints what the action threw where the process prints its errors, as a JVM does.
    private void report(Throwable thrown) {
        try {
            context.call(() -> {
                System.err.print("Exception in thread \"" + main.getName() + "\" ");
                thrown.printStackTrace();
                return true;
            });
        } catch (Exception e) {
            throw new AssertionError("printing throws nothing", e);
        }
    }

    /// Returns what an exception is after it has travelled: others must not get objects of this
    /// process.
    private static @Nullable Throwable copy(Throwable thrown) {
        byte[] bytes;
        try {
            bytes = Codec.standard().toBytes("failure", thrown);
        } catch (RuntimeException e) {
            thrown.addSuppressed(e);
            return null;
        }
        try {
            return (Throwable) Codec.standard().fromBytes("failure", bytes);
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public void interrupt() {
        interrupt(0, 0);
    }

    @Override
    protected void interrupt(long work, long part) {
        context.interrupt(work, part, main);
    }

    @Override
    protected void expire(long work, long part) {
        context.expire(work, part);
    }

    @Override
    protected void halt(long work, long part) {
        context.halt(work, part);
    }

    /// No one asks: what a process of another JVM must be told, one of this has.
    @Override
    protected void mail(byte[] body) {
        throw new IllegalStateException(this + " asks for what it has");
    }

    @Override
    public void signal(int signal) {
        switch (signal) {
            case SIGKILL -> {
                kill();
                if (context.isHere()) {
                    awaitOwnEnd();
                }
            }
            case SIGHUP, SIGINT, SIGTERM ->
                    reap(signal, () -> endInOrder(new ExitStatus.Signaled(signal), null));
            default ->
                    throw new UnsupportedOperationException(
                            "'%s' is a thread of this JVM, to which %s can't be sent: only SIGHUP, SIGINT, SIGTERM and SIGKILL; a process of Brood.local() gets any signal"
                                    .formatted(assignment.name(), ExitStatus.signalName(signal)));
        }
    }

    private void kill() {
        killed = true;
        reap(SIGKILL, () -> end(new ExitStatus.Signaled(SIGKILL), null, false));
    }

    /// Keeps the calling thread, of the process that it has killed, from doing anything more with
    /// what is shared, as the system does.
    private void awaitOwnEnd() {
        boolean interrupted = false;
        while (gone.getCount() > 0) {
            try {
                gone.await();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        ThisProcess.exit(SIGNAL_BASE + SIGKILL);
    }

    private void reap(int signal, Runnable end) {
        if (!ended.get()) {
            doom = new ExitStatus.Signaled(signal);
            Thread.ofPlatform()
                    .group(rootGroup())
                    .inheritInheritableThreadLocals(false)
                    .daemon()
                    .name("brood-reaper")
                    .start(end);
        }
    }

    private void endInOrder(ExitStatus status, @Nullable Throwable failure) {
        boolean inOrder = true;
        try {
            context.end();
        } catch (InterruptedException _) {
            killed = true; // its own thread, which someone would not wait for
            inOrder = false;
        }
        end(status, failure, inOrder);
    }

    private void end(ExitStatus status, @Nullable Throwable failure, boolean inOrder) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            inside.close();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread(); // all that can be closed is
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        if (inOrder) {
            mark();
        }
        InnerProcesses.leave(pid);
        gone.countDown();
        recover();
        group.interrupt();
        if (Thread.currentThread().equals(main)) {
            boolean _ = Thread.interrupted(); // by this very method
        }
        output.close();
        end(this, status, failure);
    }

    private void mark() {
        try {
            tree().roster().markEndInOrder(slot);
        } catch (IllegalStateException _) {
            // The parent has ended too: its children are ended in whatever way.
        }
    }

    private void recover() {
        try {
            tree().roster().ended(slot);
        } catch (IllegalStateException _) {
            // The parent has ended too, and who has seen to that sees to this.
        }
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return gone.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected Remains remains() {
        return new Remains(List.of(), null, killed, false);
    }

    @Override
    public String toString() {
        return "'" + assignment.name() + "' (pid " + pid + ", a thread)";
    }
}
