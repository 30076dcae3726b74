package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Deadline;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Waits and interrupts.
@ParameterizedClass
@ValueSource(strings = {"kernel", "portable"})
class InterruptedWaitTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final int ROUNDS = 2_000;

    private final OperatingSystem system;

    @TempDir Path directory;
    private SharedWord word;

    InterruptedWaitTest(String name) {
        system = OperatingSystem.named(name);
    }

    @BeforeEach
    void map() {
        word = new SharedWord(directory.resolve("word"));
    }

    @AfterEach
    void unmap() {
        word.close();
    }

    @Test
    void await_interruptedBefore_returnsWithTheStatus() {
        Thread.currentThread().interrupt();
        system.await(word.memory(), 0, 0, HOUR, true);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(word.get()).isZero();
    }

    @Test
    @Deadline(seconds = 120)
    void await_interruptedAtAnyMoment_alwaysReturnsWithTheStatus() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        FutureTask<Integer> waiter =
                new FutureTask<>(() -> {
                    for (int i = 1; i <= ROUNDS; i++) {
                        begun.set(i);
                        // A lost interrupt makes this an hour.
                        while (!Thread.currentThread().isInterrupted()) {
                            system.await(word.memory(), 0, 0, HOUR, true);
                        }
                        Thread.interrupted();
                        seen.set(i);
                    }
                    return word.get();
                });
        Thread thread = Thread.ofPlatform().name("waiter").start(waiter);
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 1; i <= ROUNDS; i++) {
            spinUntil(begun, i);
            pause(random.nextInt(i % 10 == 0 ? 300_000 : 12_000));
            thread.interrupt();
            spinUntil(seen, i);
        }
        assertThat(waiter.get()).as("seed %d", seed).isZero();
    }

    @SuppressWarnings("ThreadPriorityCheck") // the other thread must get on, on one processor too
    private static void spinUntil(AtomicInteger count, int value) throws InterruptedException {
        while (count.get() < value) {
            if (Thread.interrupted()) {
                throw new InterruptedException("at count " + count);
            }
            Thread.yield();
        }
    }

    private static void pause(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    @Test
    void await_notInterruptible_goesOnAndKeepsTheStatus() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        FutureTask<Integer> waiter =
                new FutureTask<>(() -> {
                    Thread.currentThread().interrupt();
                    begun.set(1);
                    system.await(word.memory(), 0, 0, HOUR, false);
                    int valueAtReturn = word.get();
                    assertThat(Thread.interrupted()).isTrue();
                    return valueAtReturn;
                });
        Thread thread = Thread.ofPlatform().name("waiter").start(waiter);
        spinUntil(begun, 1);
        for (int i = 0; i < 500; i++) {
            thread.interrupt();
            pause(i % 10 == 0 ? 200_000 : 10_000);
        }
        word.set(5);
        system.wake(word.memory(), 0, 1);
        assertThat(waiter.get()).isEqualTo(5);
    }

    @Test
    void await_interruptedWhileOthersWait_wakesThemForNoReasonAtMost() throws Exception {
        FutureTask<Integer> other =
                new FutureTask<>(() -> {
                    while (word.get() == 0) {
                        system.await(word.memory(), 0, 0, HOUR, true);
                        if (Thread.currentThread().isInterrupted()) {
                            return -1;
                        }
                    }
                    return word.get();
                });
        Thread.ofPlatform().name("other").start(other);
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        system.await(word.memory(), 0, 0, HOUR, true);
                    }
                    return true;
                });
        Thread thread = Thread.ofPlatform().name("interrupted").start(interrupted);
        thread.interrupt();
        assertThat(interrupted.get()).isTrue();
        word.set(2);
        system.wake(word.memory(), 0, Integer.MAX_VALUE);
        assertThat(other.get()).isEqualTo(2);
    }
}
