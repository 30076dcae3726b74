package dev.brood.bench.inside;

import dev.brood.Brood;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.concurrent.TimeUnit;

/// What is shared between processes, used by one thread: no waiting, no wake-up, only the work.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SharedInside {
    private static final byte[] KILO = new byte[1024];

    private final Brood brood = Brood.local();
    private final SharedQueue<Integer> numbers = brood.queue(1024);
    private final SharedQueue<byte[]> kilos = brood.queue(1024);
    private final SharedLock lock = brood.lock();
    private final SharedSemaphore semaphore = brood.semaphore(1);
    private final SharedLong number = brood.sharedLong(0);

    /// Gives everything back.
    @TearDown
    public void close() {
        brood.close();
    }

    /// Puts a number into a queue and takes it out.
    ///
    /// @return the number
    /// @throws InterruptedException if interrupted
    @Benchmark
    public Integer queuePutTake() throws InterruptedException {
        numbers.put(42);
        return numbers.take();
    }

    /// Puts 1 KiB into a queue and takes it out.
    ///
    /// @return the bytes
    /// @throws InterruptedException if interrupted
    @Benchmark
    public byte[] queuePutTakeKilo() throws InterruptedException {
        kilos.put(KILO);
        return kilos.take();
    }

    /// Acquires a lock and releases it.
    @Benchmark
    @SuppressWarnings("LockNotBeforeTry") // nothing in between can fail
    public void lockUnlock() {
        lock.lock();
        lock.unlock();
    }

    /// Acquires a permit and releases it.
    ///
    /// @throws InterruptedException if interrupted
    @Benchmark
    public void acquireRelease() throws InterruptedException {
        semaphore.acquire();
        semaphore.release();
    }

    /// Counts up.
    ///
    /// @return the number
    @Benchmark
    public long increment() {
        return number.incrementAndGet();
    }
}
