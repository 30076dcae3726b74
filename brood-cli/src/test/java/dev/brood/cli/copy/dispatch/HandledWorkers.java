package dev.brood.cli.copy.dispatch;

import dev.brood.ExitStatus;
import dev.brood.Task;
import dev.brood.WorkerDiedException;
import dev.brood.cli.copy.CopyTask;
import dev.brood.junit.Await;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// Workers that do nothing until the test says what becomes of a task.
final class HandledWorkers implements Workers {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final int limit;
    private final List<Handed> handed = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    HandledWorkers(int limit) {
        this.limit = limit;
    }

    /// A task that was handed out.
    ///
    /// @param names the last names of the targets
    /// @param task the task
    /// @param future waits for the test
    record Handed(List<String> names, Task<?> task, CompletableFuture<Object> future) {

        /// Does the work.
        void run() throws Exception {
            future.complete(task.call());
        }

        /// Lets the worker die.
        void die() {
            future.completeExceptionally(death());
        }
    }

    /// Returns what a task fails with whose worker was killed.
    static WorkerDiedException death() {
        return new WorkerDiedException(
                "copy-1", 4711, new ExitStatus.Signaled(9), Duration.ofMillis(20));
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    @SuppressWarnings("unchecked") // of what the task returns
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        handed.add(new Handed(names(task), task, (CompletableFuture<Object>) future));
        return future;
    }

    private static List<String> names(Task<?> task) {
        try {
            return Arrays.stream(CopyTask.of(task).targets())
                    .map(target -> String.valueOf(Path.of(target).getFileName()))
                    .toList();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("not a task of the copier", e);
        }
    }

    /// Waits until so many tasks were handed out in all.
    ///
    /// @return all of them, in that order
    List<Handed> await(int count) throws InterruptedException {
        Await.until(LONG, count + " tasks", () -> handed.size() >= count);
        return List.copyOf(handed);
    }

    /// Returns what was handed out so far, as the names of each task's files.
    List<List<String>> names() {
        return handed.stream().map(Handed::names).toList();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void kill() {
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
