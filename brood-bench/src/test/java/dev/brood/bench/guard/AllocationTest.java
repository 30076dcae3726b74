package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/// Bytes of the heap that the calling thread allocates for one operation.
///
/// Measured before the optimizing compiler has taken away what it can, so the ceilings are of what
/// the source says, not of what a hot loop comes to.
class AllocationTest {
    private static final int WARM_UPS = 5_000;
    private static final int TIMES = 20_000;

    /// The decoder's source, and what holds the item on its way.
    private static final double QUEUE = 400;

    /// The task and its future, its bytes, and their way into the worker's ring.
    private static final double SUBMIT = 3_000;

    private static final Brood BROOD = Brood.local();

    @AfterAll
    static void close() {
        BROOD.close();
    }

    private static double bytesEach(int times, Callable<?> operation) throws Exception {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UPS; i++) {
            operation.call();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            operation.call();
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        return bytes / (double) times;
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // nothing in between can fail
    void lockAndUnlock_free_allocateNothing() throws Exception {
        SharedLock lock = BROOD.lock();
        double bytes =
                bytesEach(
                        TIMES,
                        () -> {
                            lock.lock();
                            lock.unlock();
                            return true;
                        });
        assertThat(bytes).isLessThan(1);
    }

    @Test
    void increment_always_allocatesNothingButItsBox() throws Exception {
        SharedLong value = BROOD.sharedLong(0);
        // The box of the result is this test's own.
        assertThat(bytesEach(TIMES, value::incrementAndGet)).isLessThan(25);
    }

    @Test
    void putAndTake_ofASmallNumber_allocateLittle() throws Exception {
        SharedQueue<Integer> queue = BROOD.queue(16);
        double bytes =
                bytesEach(
                        TIMES,
                        () -> {
                            queue.put(42);
                            return queue.take();
                        });
        assertThat(bytes).isLessThan(QUEUE);
    }

    @Test
    void submit_ofATask_allocatesLittleMoreThanItsFuture() throws Exception {
        try (ProcessPool pool = BROOD.pool(1)) {
            double bytes = bytesEach(TIMES / 4, () -> pool.submit(() -> 42).get());
            assertThat(bytes).isLessThan(SUBMIT);
        }
    }
}
