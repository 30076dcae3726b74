package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/// The worker process of a pool in which this code runs.
///
/// ```java
/// pool.submit(() -> {
///     Connection database = Worker.current().state(Connection.class, () -> connect(url));
///     return database.query(…);
/// });
/// ```
///
/// A worker is a process, so all threads in it are in the same worker, those too that a task has
/// started.
///
/// **Thread safety.** All methods may be called by any thread of the worker.
public interface Worker {

    /// Returns the worker this code runs in.
    ///
    /// @return the worker
    /// @throws IllegalStateException if this process is not a worker of a pool; [#isWorker()] tells
    static Worker current() {
        return Providers.here()
                .worker()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "'%s' (pid %d) is not a worker of a pool: Worker.current() is for the code of tasks, initializers and finalizers; Worker.isWorker() tells where it runs"
                                        .formatted(
                                                ChildProcess.current().name(),
                                                ChildProcess.current().pid())));
    }

    /// Returns whether this code runs in a worker of a pool.
    ///
    /// @return false in the process that opened the pool, for instance
    static boolean isWorker() {
        return Providers.here().worker().isPresent();
    }

    /// Returns the worker's name, which is its process's too.
    ///
    /// @return for instance `pool-1-worker-3`
    String name();

    /// Returns the how-manieth worker of its pool it is.
    ///
    /// @return 1 for the first; a worker that replaces another has a number of its own
    int number();

    /// Returns the name of its pool.
    ///
    /// @return for instance `pool-1`
    String pool();

    /// Returns how many tasks it has ended, each message of items of a `map` or stream counted as
    /// one.
    ///
    /// @return 0 during the first
    long tasksDone();

    /// Returns what this worker has of a kind, made by the first call: a connection, a model, a
    /// parser, whatever is too expensive to make for each task.
    ///
    /// It is the same object for all tasks that this worker runs, and for all threads. One that is
    /// an [AutoCloseable] is closed when the worker ends in order, the last made first. If the
    /// making fails, nothing is kept: the next call tries again.
    ///
    /// @param <S> the kind
    /// @param type names the kind
    /// @param make makes it; called once, and other calls for any kind wait meanwhile
    /// @return what was made
    /// @throws Exception what `make` throws
    default <S> S state(Class<S> type, Callable<? extends S> make) throws Exception {
        return type.cast(state(type.getName(), make));
    }

    /// As [#state(Class, Callable)], for several of one class.
    ///
    /// @param <S> what it is
    /// @param key names it in this worker; the name of a class stands for what the other form makes
    /// @param make makes it
    /// @return what was made, by this call or an earlier one
    /// @throws Exception what `make` throws
    <S extends @Nullable Object> S state(String key, Callable<? extends S> make) throws Exception;
}
