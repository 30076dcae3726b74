package dev.brood.local.pool;

import dev.brood.Fn;
import dev.brood.TaskFailedException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One call of [dev.brood.ProcessPool#map].
final class MapCall {
    /// Batches per worker: few enough to cost little, enough that no worker is idle at the end for
    /// long. CPython's choice, too.
    private static final int BATCHES_PER_WORKER = 4;

    private final LocalSubmitter pool;
    private final Fn<@Nullable Object, @Nullable Object> function;
    private final @Nullable Object[] items;
    private final int batchSize;
    private final List<CompletableFuture<@Nullable Object[]>> batches = new ArrayList<>();

    @SuppressWarnings({"unchecked", "NullAway"}) // what the caller's generics say
    MapCall(LocalSubmitter pool, Fn<?, ?> function, Collection<?> items, int workers) {
        this.pool = pool;
        this.function = (Fn<@Nullable Object, @Nullable Object>) function;
        this.items = items.toArray();
        int parts = workers * BATCHES_PER_WORKER;
        this.batchSize = Math.max(1, (this.items.length + parts - 1) / parts);
    }

    List<@Nullable Object> run() throws InterruptedException {
        try {
            for (int from = 0; from < items.length; from += batchSize) {
                int to = Math.min(items.length, from + batchSize);
                batches.add(pool.submit(new Batch(function, Arrays.copyOfRange(items, from, to))));
            }
            return collect();
        } catch (InterruptedException e) {
            batches.forEach(batch -> batch.cancel(true));
            throw e;
        }
    }

    private List<@Nullable Object> collect() throws InterruptedException {
        List<@Nullable Object> results = new ArrayList<>(items.length);
        TaskFailedException failure = null;
        for (CompletableFuture<@Nullable Object[]> batch : batches) {
            int first = results.size();
            @Nullable Object[] outcomes;
            try {
                outcomes = batch.get();
            } catch (ExecutionException | CancellationException e) {
                Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
                failure = note(failure, first, cause == null ? e : cause);
                outcomes = new Object[Math.min(batchSize, items.length - first)];
            }
            for (Object outcome : outcomes) {
                if (outcome instanceof Batch.Failed(Throwable cause)) {
                    failure = note(failure, results.size(), cause);
                }
                results.add(outcome);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static TaskFailedException note(
            @Nullable TaskFailedException first, int index, Throwable cause) {
        TaskFailedException failure = new TaskFailedException(index, cause);
        if (first == null) {
            return failure;
        }
        first.addSuppressed(failure);
        return first;
    }
}
