package dev.brood.local.pool;

import dev.brood.ProcessPool;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `invokeAll` and `invokeAny` of an executor, by its `submit`.
public final class Invocations {
    private Invocations() {}

    /// See [java.util.concurrent.ExecutorService#invokeAll(Collection, long, TimeUnit)].
    ///
    /// @param <T> the results
    /// @param pool runs the tasks
    /// @param tasks what to run
    /// @param timeout how long to wait
    /// @return futures in the order of the tasks, all done
    /// @throws InterruptedException if interrupted; what is not done is cancelled
    public static <T extends @Nullable Object> List<Future<T>> all(
            ProcessPool pool, Collection<? extends Callable<T>> tasks, Duration timeout)
            throws InterruptedException {
        long deadline = Deadline.after(timeout);
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean done = false;
        try {
            for (Callable<T> task : tasks) {
                futures.add(pool.submit(task));
            }
            done = awaitAll(futures, deadline);
            return futures;
        } finally {
            if (!done) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    private static <T extends @Nullable Object> boolean awaitAll(
            List<Future<T>> futures, long deadline) throws InterruptedException {
        for (Future<T> future : futures) {
            try {
                long left = Math.max(0, Deadline.remaining(deadline));
                future.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                return false;
            } catch (ExecutionException | CancellationException _) {
                // In the future, for the caller to see.
            }
        }
        return true;
    }

    /// See [java.util.concurrent.ExecutorService#invokeAny(Collection, long, TimeUnit)].
    ///
    /// @param <T> the result
    /// @param pool runs the tasks
    /// @param tasks what to run
    /// @param timeout how long to wait
    /// @return the result of one that succeeded
    /// @throws InterruptedException if interrupted; all are cancelled
    /// @throws ExecutionException if none succeeded
    /// @throws TimeoutException if the time was over first
    public static <T extends @Nullable Object> T any(
            ProcessPool pool, Collection<? extends Callable<T>> tasks, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task");
        }
        long deadline = Deadline.after(timeout);
        BlockingQueue<CompletableFuture<T>> done = new LinkedBlockingQueue<>();
        List<CompletableFuture<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                CompletableFuture<T> future = pool.submit(task);
                futures.add(future);
                CompletableFuture<?> _ = future.whenComplete((_, _) -> done.add(future));
            }
            ExecutionException last = null;
            for (int i = 0; i < futures.size(); i++) {
                long left = Math.max(0, Deadline.remaining(deadline));
                CompletableFuture<T> next = done.poll(left, TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException(
                            "none of %d tasks succeeded within %s"
                                    .formatted(tasks.size(), timeout));
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    last = e;
                } catch (CancellationException e) {
                    last = new ExecutionException(e);
                }
            }
            throw last == null ? new ExecutionException(null) : last;
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }
}
