package dev.brood;

import org.jspecify.annotations.Nullable;

/// The failure of tasks whose pool could not make a worker ready for them: its initializer threw
/// (that is the cause, with the worker's stack) or ended the worker.
///
/// All tasks fail with it that waited for a worker at that moment. The pool itself goes on: the
/// next task has it try another worker.
public final class InitializerFailedException extends BroodException {
    private final String worker;
    private final long pid;

    /// Makes the failure of the tasks that waited.
    ///
    /// @param pool the pool's name
    /// @param worker the worker's name
    /// @param pid its process id
    /// @param how what happened, such as `exited with code 3`
    /// @param cause what the initializer threw, or null if it ended the worker
    public InitializerFailedException(
            String pool, String worker, long pid, String how, @Nullable Throwable cause) {
        super(
                "the initializer of pool '%s' failed in worker '%s' (pid %d): %s"
                        .formatted(pool, worker, pid, how),
                cause);
        this.worker = worker;
        this.pid = pid;
    }

    /// Returns the name of the worker that was not made ready.
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
}
