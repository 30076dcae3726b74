package dev.brood.cli.copy;

import dev.brood.ExitStatus;
import dev.brood.Task;
import dev.brood.WorkerDiedException;
import dev.brood.cli.copy.dispatch.Workers;
import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.file.TempNames;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/// Threads in the place of worker processes. Tasks and results are serialized on the way, as they
/// are between processes; a worker can be told to die, leaving half a file behind.
public final class FakeWorkers implements Workers {
    private final int limit;
    private final ExecutorService threads;
    private final IntPredicate dies;
    private final Runnable before;
    private final AtomicInteger tasks = new AtomicInteger();
    private volatile boolean closed;

    /// Makes workers.
    ///
    /// @param limit how many
    /// @param dies whether the worker of a task dies, by the number of the task from 0 on
    /// @param before runs before each task, in the worker
    public FakeWorkers(int limit, IntPredicate dies, Runnable before) {
        this.limit = limit;
        this.dies = dies;
        this.before = before;
        threads = Executors.newFixedThreadPool(limit);
    }

    /// Makes workers that live.
    public static FakeWorkers healthy(int limit) {
        return new FakeWorkers(limit, _ -> false, () -> {});
    }

    /// Returns how many tasks were submitted.
    public int tasks() {
        return tasks.get();
    }

    /// Returns whether [#close()] or [#kill()] was called.
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        int number = tasks.getAndIncrement();
        CompletableFuture<T> future = new CompletableFuture<>();
        threads.execute(() -> run(task, number, future));
        return future;
    }

    private <T extends @Nullable Object> void run(
            Task<T> task, int number, CompletableFuture<T> future) {
        try {
            before.run();
            Task<T> travelled = travel(task);
            if (dies.test(number)) {
                leaveHalfAFile(task);
                future.completeExceptionally(
                        new WorkerDiedException(
                                "copy-" + number,
                                100_000 + number,
                                new ExitStatus.Signaled(9),
                                Duration.ofMillis(1)));
            } else {
                future.complete(travel(travelled.call()));
            }
        } catch (Exception e) {
            future.completeExceptionally(e);
        }
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // what was written a line above
    private static <T extends @Nullable Object> T travel(T object)
            throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    /// What a worker killed in the middle of its batch leaves: the first file under its temporary
    /// name, half written.
    private static void leaveHalfAFile(Task<?> task)
            throws IOException, ReflectiveOperationException {
        CopyTask copy = CopyTask.of(task);
        Path temp = TempNames.of(copy.targets()[0], copy.mode().token());
        Files.writeString(temp, "half of " + PathText.printable(copy.targets()[0]));
    }

    @Override
    public void kill() {
        closed = true;
        threads.shutdownNow();
    }

    @Override
    public void close() {
        kill();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a task does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
