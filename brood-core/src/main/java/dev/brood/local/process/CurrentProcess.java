package dev.brood.local.process;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ExitStatus;
import dev.brood.ProcessOptions;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.WaitTable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// This process and its parent, as process objects.
public final class CurrentProcess {
    private static final ProcessLocal<ChildProcess> CURRENT =
            new ProcessLocal<>(ChildProcess.class);
    private static final ProcessLocal<ChildProcess> PARENT = new ProcessLocal<>(ChildProcess.class);

    private CurrentProcess() {}

    /// Makes the object that was started the one that this process is.
    ///
    /// @param process not tied before
    public static synchronized void become(ChildProcess process) {
        Binding.tie(process, new Self(), options(ThisProcess.name(), ThisProcess.isDaemon()));
        CURRENT.set(process);
    }

    /// Returns this process.
    ///
    /// @return always the same object
    public static synchronized ChildProcess current() {
        ChildProcess process = CURRENT.get();
        if (process == null) {
            process = new ChildProcess(ProcessOptions.DEFAULTS, null);
            Binding.tie(process, new Self(), options(ThisProcess.name(), ThisProcess.isDaemon()));
            CURRENT.set(process);
        }
        return process;
    }

    /// Returns the process that started this one.
    ///
    /// @return empty in a root
    public static synchronized Optional<ChildProcess> parent() {
        if (!ThisProcess.isChild()) {
            return Optional.empty();
        }
        ChildProcess process = PARENT.get();
        if (process == null) {
            process = new ChildProcess(ProcessOptions.DEFAULTS, null);
            String name = ThisProcess.parentName();
            Binding.tie(process, new Parent(ThisProcess.parentPid(), name), options(name, false));
            PARENT.set(process);
        }
        return Optional.of(process);
    }

    private static ProcessOptions options(String name, boolean daemon) {
        return ProcessOptions.DEFAULTS.withName(name).withDaemon(daemon);
    }

    /// A process that this one did not start.
    private abstract static class Other implements ChildProcess.Control {
        @Override
        public Optional<ExitStatus> exitStatus() {
            return Optional.empty();
        }

        @Override
        public Optional<Throwable> failure() {
            return Optional.empty();
        }
    }

    private static final class Self extends Other {
        @Override
        public long pid() {
            return ThisProcess.pid();
        }

        @Override
        public long parentPid() {
            return ThisProcess.isChild()
                    ? ThisProcess.parentPid()
                    : ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void join() {
            throw endless();
        }

        @Override
        public boolean join(Duration timeout) {
            throw endless();
        }

        @Override
        public CompletableFuture<ExitStatus> onExit() {
            throw endless();
        }

        private static IllegalStateException endless() {
            return new IllegalStateException("a process that waits for its own end never ends");
        }

        @Override
        public void interrupt() {
            throw new IllegalStateException(
                    "this is the running process: interrupt its threads, not the process");
        }

        @Override
        public void signal(int signal) {
            OperatingSystem.current().signal(pid(), signal);
        }
    }

    private static final class Parent extends Other {
        private static final Duration LONG = Duration.ofHours(1);

        private final long pid;
        private final String name;
        private final OperatingSystem system = OperatingSystem.current();
        private final long startToken;

        Parent(long pid, String name) {
            this.pid = pid;
            this.name = name;
            // This process ends when its parent does, so at this moment the pid is still the
            // parent's.
            this.startToken = system.startToken(pid);
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public long parentPid() {
            return 0;
        }

        @Override
        public boolean isAlive() {
            return system.isAlive(pid(), startToken);
        }

        @Override
        public void join() throws InterruptedException {
            WaitTable.Wait told = isAlive() ? tell(Deadline.NEVER) : null;
            try {
                boolean ended = false;
                while (!ended) {
                    ended = system.awaitEnd(pid(), startToken, LONG);
                }
            } finally {
                end(told);
            }
        }

        @Override
        public boolean join(Duration timeout) throws InterruptedException {
            WaitTable.Wait told =
                    timeout.isPositive() && isAlive() ? tell(Deadline.after(timeout)) : null;
            try {
                return system.awaitEnd(pid(), startToken, timeout);
            } finally {
                end(told);
            }
        }

        private WaitTable.@Nullable Wait tell(long deadline) {
            try {
                return ThisProcess.tree().waits().begin(WaitTable.endOf(pid()), 1, deadline);
            } catch (ClosedException _) {
                return null; // nobody will look at a tree that has ended
            }
        }

        private static void end(WaitTable.@Nullable Wait told) {
            if (told != null) {
                told.close();
            }
        }

        @Override
        public CompletableFuture<ExitStatus> onExit() {
            throw notOurs("be waited for with a future");
        }

        @Override
        public void interrupt() {
            throw notOurs("be interrupted");
        }

        @Override
        public void signal(int signal) {
            throw notOurs("be sent signal " + signal);
        }

        private UnsupportedOperationException notOurs(String what) {
            return new UnsupportedOperationException(
                    "'%s' (pid %d) is the parent of this process and can't %s by its child"
                            .formatted(name, pid, what));
        }
    }
}
