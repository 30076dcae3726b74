package dev.brood.local.manager;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.PoolStats;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.local.pool.Batch;
import dev.brood.local.pool.BatchSubmitter;
import dev.brood.local.pool.LocalPool;
import dev.brood.local.pool.NotBegun;
import dev.brood.local.pool.SentBatch;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A pool of the server.
final class PoolServant implements PoolService, Servant {
    private final LocalPool pool;
    private final BatchSubmitter calls;
    private final AtomicLong lastNotBegun = new AtomicLong();
    private final Map<Long, NotBegun> notBegun = new ConcurrentHashMap<>();

    /// How many calls each client has begun; those of dead ones end.
    private final Map<Session, Integer> begun = new HashMap<>(); // guarded by itself

    PoolServant(int workers) {
        this.pool = (LocalPool) Brood.current().pool(workers);
        this.calls = pool.batches(TaskOptions.DEFAULTS);
    }

    @Override
    public Class<?> face() {
        return PoolService.class;
    }

    @Override
    public void ended() {
        List<Runnable> _ = pool.shutdownNow();
    }

    @Override
    @SuppressWarnings("unchecked") // whatever it is, it goes to the caller
    public CompletableFuture<@Nullable Object> submit(TaskOptions options, Task<?> task) {
        return (CompletableFuture<@Nullable Object>) pool.with(options).submit(task);
    }

    @Override
    public CompletableFuture<BatchReply> apply(TaskOptions options, Batch batch, boolean isOfCall) {
        SentBatch sent = pool.batches(options).submit(batch, isOfCall);
        CompletableFuture<BatchReply> reply = new CompletableFuture<>();
        var _ =
                sent.future()
                        .whenComplete((outcomes, failure) ->
                                reply.complete(
                                        new BatchReply(
                                                outcomes, failure, sent.ranNanos(), sent.bytes())));
        var _ =
                reply.whenComplete((_, _) -> {
                    if (reply.isCancelled()) {
                        sent.future().cancel(true);
                    }
                });
        return reply;
    }

    @Override
    public void beginCall() {
        calls.beginCall();
        Session client = Caller.current().client();
        if (client == null) {
            return;
        }
        synchronized (begun) {
            begun.merge(client, 1, Integer::sum);
        }
        if (client.isGone()) {
            clientGone(client);
        }
    }

    @Override
    public void endCall() {
        Session client = Caller.current().client();
        if (client != null) {
            synchronized (begun) {
                if (begun.computeIfPresent(client, (_, n) -> n - 1) == null) {
                    return; // ended with its client
                }
                begun.remove(client, 0);
            }
        }
        calls.endCall();
    }

    @Override
    public void clientGone(Session client) {
        Integer count;
        synchronized (begun) {
            count = begun.remove(client);
        }
        for (int i = 0; count != null && i < count; i++) {
            calls.endCall();
        }
    }

    @Override
    public int mostWorkers() {
        return calls.mostWorkers();
    }

    @Override
    public List<WorkerName> workers() {
        return pool.workers().stream()
                .map(worker -> new WorkerName(worker.pid(), worker.name()))
                .toList();
    }

    @Override
    public @Nullable Object worker(long pid) {
        for (ChildProcess worker : pool.workers()) {
            if (worker.pid() == pid) {
                return new ProcessServant(worker);
            }
        }
        return null;
    }

    @Override
    public PoolStats stats() {
        return pool.stats();
    }

    @Override
    public void prestart() {
        pool.prestart();
    }

    @Override
    public void resize(int least, int most) {
        pool.resize(least, most);
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public List<Unbegun> shutdownNow() {
        List<Unbegun> all = new ArrayList<>();
        for (Runnable each : pool.shutdownNow()) {
            if (each instanceof NotBegun task && task.work() instanceof Task<?> work) {
                long id = lastNotBegun.incrementAndGet();
                notBegun.put(id, task);
                all.add(new Unbegun(id, work));
            }
        }
        return all;
    }

    @Override
    public void finish(long id, @Nullable Object result, @Nullable Throwable failure) {
        NotBegun task = notBegun.remove(id);
        if (task != null) {
            task.finish(result, failure);
        }
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        return pool.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
        return pool.toString();
    }
}
