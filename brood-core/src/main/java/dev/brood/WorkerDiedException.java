package dev.brood;

import java.time.Duration;
import java.util.Locale;

/// The failure of a task whose worker process died while running it: killed by a signal, out of
/// memory, crashed in native code, or ended by `System.exit`. Only this task is hurt; the pool has
/// replaced the worker.
public final class WorkerDiedException extends BroodException {
    private final String worker;
    private final long pid;
    private final ExitStatus exitStatus;

    /// Makes the failure of one task.
    ///
    /// @param worker the worker's name
    /// @param pid its process id
    /// @param exitStatus how it ended
    /// @param after how long it had been running the task
    public WorkerDiedException(String worker, long pid, ExitStatus exitStatus, Duration after) {
        super(
                "worker '%s' (pid %d) %s after running this task for %s%s"
                        .formatted(
                                worker,
                                pid,
                                exitStatus.describe(),
                                seconds(after),
                                hint(exitStatus)));
        this.worker = worker;
        this.pid = pid;
        this.exitStatus = exitStatus;
    }

    /// Returns the name of the worker that died.
    ///
    /// @return a name such as `pool-1-worker-3`
    public String worker() {
        return worker;
    }

    /// Returns the process id the worker had.
    ///
    /// @return a process id, no longer in use or not this worker's any more
    public long pid() {
        return pid;
    }

    /// Returns how the worker ended.
    ///
    /// @return its exit code or the signal that killed it
    public ExitStatus exitStatus() {
        return exitStatus;
    }

    private static String seconds(Duration after) {
        return String.format(Locale.ROOT, "%.3f s", after.toNanos() / 1e9);
    }

    private static String hint(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Signaled(int signal) when signal == 9 ->
                    "; often the kernel's out-of-memory killer: see its log";
            case ExitStatus.Signaled(int signal) when signal == 6 || signal == 11 || signal == 7 ->
                    "; a native crash: see the hs_err_pid file in the worker's directory";
            case ExitStatus.Exited(int code) when code == 3 ->
                    "; the JVM's code for out of memory when told to exit on it";
            case ExitStatus.Signaled _, ExitStatus.Exited _ -> "";
        };
    }
}
