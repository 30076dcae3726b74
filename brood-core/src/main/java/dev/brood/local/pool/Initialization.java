package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.InitializerFailedException;
import dev.brood.local.process.Remains;

import org.jspecify.annotations.Nullable;

/// What it means that a worker has ended before it was ready for tasks.
final class Initialization {
    private Initialization() {}

    /// Returns why no other worker should be tried for the tasks that wait. A worker that was
    /// killed is no reason: another will do better.
    ///
    /// @param worker it has ended, and what it had told is known
    /// @param remains what else is known of its end
    /// @return null if it is not for the initializer
    static @Nullable InitializerFailedException failure(
            Worker worker, Remains remains, PoolState state) {
        Throwable thrown = worker.notInitialized;
        ExitStatus status = worker.process.exitStatus().orElseThrow();
        if (thrown == null && (isReady(worker, state) || status instanceof ExitStatus.Signaled)) {
            return null;
        }
        return new InitializerFailedException(
                state.pool,
                worker.name,
                worker.process.pid(),
                thrown == null
                        ? "it "
                                + status.describe()
                                + LastLines.described(DeathReport.lastWords(worker, remains))
                        : thrown.toString(),
                thrown);
    }

    private static boolean isReady(Worker worker, PoolState state) {
        state.lock.lock();
        try {
            return worker.initialized || state.phase != PoolState.Phase.RUNNING;
        } finally {
            state.lock.unlock();
        }
    }
}
