package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ProcessPool;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/// That a pool keeps nothing that its user has let go: neither here nor in the workers.
public abstract class PoolReferencesContract extends SharedPoolContract {
    private static final int SIZE = 1000;

    /// What a worker has decoded.
    private static final List<WeakReference<Object>> DECODED = new ArrayList<>();

    /// For subclasses.
    protected PoolReferencesContract() {}

    private static void awaitCollection(String what, List<? extends WeakReference<?>> references)
            throws InterruptedException {
        Await.until(LONG, "the collection of " + what, () -> areCollected(references));
    }

    private static boolean areCollected(List<? extends WeakReference<?>> references) {
        System.gc();
        return references.stream().allMatch(each -> each.refersTo(null));
    }

    /// The objects live only as long as this method, but for those who should not keep them.
    private static List<WeakReference<?>> submitOne(ProcessPool pool) throws Exception {
        byte[] argument = new byte[SIZE];
        byte[] result = get(pool.submit(() -> new byte[argument.length]));
        assertThat(result).hasSize(SIZE);
        return List.of(new WeakReference<>(argument), new WeakReference<>(result));
    }

    private static List<WeakReference<?>> mapSome(ProcessPool pool) throws Exception {
        List<WeakReference<?>> all = new ArrayList<>();
        List<byte[]> items = Stream.generate(() -> new byte[SIZE]).limit(10).toList();
        for (byte[] result : pool.map(items, item -> new byte[item.length])) {
            assertThat(result).hasSize(SIZE);
            all.add(new WeakReference<>(result));
        }
        items.forEach(item -> all.add(new WeakReference<>(item)));
        return all;
    }

    @Test
    @Covers({"_TestPool.test_release_task_refs", "ExecutorTest.test_no_stale_references"})
    void argumentsAndResults_areNotKeptAlive() throws Exception {
        awaitCollection("argument and result", submitOne(pool()));
        awaitCollection("items and results", mapSome(pool()));
    }

    @Test
    @Covers("ExecutorTest.test_free_reference")
    void results_thatAStreamHasGiven_areNotKeptAlive() throws Exception {
        try (Stream<byte[]> results = pool().stream(numbers(10), _ -> new byte[SIZE])) {
            Iterator<byte[]> iterator = results.iterator();
            List<WeakReference<byte[]>> given = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                given.add(new WeakReference<>(iterator.next()));
            }
            awaitCollection("what was given", given);
            assertThat(iterator).hasNext();
        }
    }

    /// An argument that tells of itself where it is decoded.
    static final class Witness implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            DECODED.add(new WeakReference<>(this));
            return this;
        }

        int number() {
            return 1;
        }
    }

    @Test
    @Covers("ProcessPoolExecutorTest.test_ressources_gced_in_workers")
    void arguments_areNotKeptAliveInTheWorker() throws Exception {
        DECODED.clear(); // where this JVM is the worker, and has run this before
        try (ProcessPool pool = brood().pool(1)) {
            Witness witness = new Witness();
            assertThat(get(pool.submit(() -> witness.number()))).isEqualTo(1);
            assertThat(get(pool.submit(() -> DECODED.size()))).isEqualTo(1);
            Await.until(
                    LONG,
                    "the collection of the argument in the worker",
                    () -> isCollectedInTheWorker(pool));
        }
    }

    private static boolean isCollectedInTheWorker(ProcessPool pool) {
        try {
            return get(pool.submit(() -> areCollected(DECODED)));
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
