package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ResourceException;
import dev.brood.local.os.Servant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Exclusion by a lock on a file.
class FileMutexTest {
    private static final int ROUNDS = 1_500;

    @TempDir Path directory;
    private Path file;
    private Segment memory;
    private FileMutex mutex;

    @BeforeEach
    void make() throws Exception {
        file = Files.createFile(directory.resolve("mutex"));
        memory = Segment.create(directory.resolve("counter"), 4096, 4096);
        mutex = new FileMutex(file);
    }

    @AfterEach
    void end() {
        mutex.close();
        memory.close();
    }

    /// Adds in two steps, so that one who is not alone shows.
    private static void add(FileMutex mutex, Segment memory) {
        mutex.run(() -> {
            long before = Words.getLong(memory.memory(), 0);
            Words.setLong(memory.memory(), 8, before + 1);
            Thread.onSpinWait();
            Words.setLong(memory.memory(), 0, before + 1);
            if (Words.getLong(memory.memory(), 8) != before + 1) {
                throw new AssertionError("another was here at count " + before);
            }
        });
    }

    private static List<FutureTask<Boolean>> addAll(
            FileMutex mutex, Segment memory, int threads, boolean virtual) {
        List<FutureTask<Boolean>> adders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            FutureTask<Boolean> adder =
                    new FutureTask<>(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            add(mutex, memory);
                        }
                        return true;
                    });
            adders.add(adder);
            Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
            builder.name("adder").start(adder);
        }
        return adders;
    }

    /// Adds, or holds the mutex for ever.
    static final class Other {
        private Other() {}

        static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            try (Segment memory = Segment.open(directory.resolve("counter"));
                    FileMutex mutex = new FileMutex(directory.resolve("mutex"))) {
                Servant.serve(order -> {
                    if (order.getFirst().equals("hold")) {
                        mutex.run(() -> {
                            System.out.println("held");
                            awaitDeath();
                        });
                    }
                    for (FutureTask<Boolean> adder : addAll(mutex, memory, 2, false)) {
                        adder.get();
                    }
                    return "added";
                });
            }
        }

        private static void awaitDeath() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void run_threadsOfTwoJvms_areAlone() throws Exception {
        try (Servant other = Servant.start(Other.class, directory.toString())) {
            int order = other.tell("add");
            List<FutureTask<Boolean>> adders = addAll(mutex, memory, 1, false);
            adders.addAll(addAll(mutex, memory, 2, true));
            for (FutureTask<Boolean> adder : adders) {
                assertThat(adder.get()).isTrue();
            }
            assertThat(other.answer(order)).isEqualTo("added");
            assertThat(Words.getLong(memory.memory(), 0)).isEqualTo(5 * ROUNDS);
        }
    }

    @Test
    void run_holderKilled_goesOn() throws Exception {
        try (Servant other = Servant.start(Other.class, directory.toString())) {
            int _ = other.tell("hold");
            other.jvm().awaitLine("held"::equals, Duration.ofSeconds(30));
            AtomicBoolean killed = new AtomicBoolean();
            AtomicBoolean knew = new AtomicBoolean();
            FutureTask<Boolean> waiter =
                    new FutureTask<>(() -> {
                        mutex.run(() -> knew.set(killed.get()));
                        return true;
                    });
            Thread.ofPlatform().name("waiter").start(waiter);
            killed.set(true);
            other.kill();
            assertThat(waiter.get()).isTrue();
            assertThat(knew).isTrue();
        }
    }

    @Test
    void run_within_isReentrant() {
        AtomicInteger depth = new AtomicInteger();
        mutex.run(() -> mutex.run(() -> mutex.run(depth::incrementAndGet)));
        mutex.run(depth::incrementAndGet);
        assertThat(depth).hasValue(2);
    }

    @Test
    void run_innerEnds_outerStillHolds() throws Exception {
        AtomicBoolean entered = new AtomicBoolean();
        FutureTask<Boolean> other =
                new FutureTask<>(() -> {
                    mutex.run(() -> entered.set(true));
                    return true;
                });
        mutex.run(() -> {
            mutex.run(() -> {});
            Thread.ofPlatform().name("other").start(other);
            // It has time to enter, wrongly: another JVM and back takes longer than a call.
            for (int i = 0; i < 100; i++) {
                mutex.run(Thread::onSpinWait);
            }
            assertThat(entered).isFalse();
        });
        assertThat(other.get()).isTrue();
        assertThat(entered).isTrue();
    }

    @Test
    void run_actionThrows_letsGo() throws Exception {
        assertThatThrownBy(() ->
                        mutex.run(() -> {
                            throw new ArithmeticException("of the action");
                        }))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("of the action");
        try (Servant other = Servant.start(Other.class, directory.toString())) {
            assertThat(other.ask("add")).isEqualTo("added");
        }
    }

    @Test
    void run_interruptedAtAnyMoment_isAloneAndKeepsTheStatus() throws Exception {
        long seed = System.nanoTime();
        try (Servant other = Servant.start(Other.class, directory.toString())) {
            int order = other.tell("add");
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger interrupted = new AtomicInteger();
            FutureTask<Boolean> adder =
                    new FutureTask<>(() -> {
                        for (int i = 1; i <= ROUNDS; i++) {
                            begun.set(i);
                            add(mutex, memory);
                            while (interrupted.get() < i) {
                                Thread.onSpinWait();
                            }
                            assertThat(Thread.interrupted()).as("round %d", i).isTrue();
                        }
                        return true;
                    });
            Thread thread = Thread.ofPlatform().name("adder").start(adder);
            RandomGenerator random = new SplittableRandom(seed);
            for (int i = 1; i <= ROUNDS && !adder.isDone(); i++) {
                awaitCount(begun, i, adder);
                long start = System.nanoTime();
                long pause = random.nextInt(40_000);
                while (System.nanoTime() - start < pause) {
                    Thread.onSpinWait();
                }
                thread.interrupt();
                interrupted.set(i);
            }
            assertThat(adder.get()).as("seed %d", seed).isTrue();
            assertThat(other.answer(order)).isEqualTo("added");
            assertThat(Words.getLong(memory.memory(), 0)).isEqualTo(3 * ROUNDS);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the other thread must get on, on one processor too
    private static void awaitCount(AtomicInteger count, int value, Future<?> counter)
            throws InterruptedException {
        while (count.get() < value && !counter.isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.yield();
        }
    }

    @Test
    void run_noSuchFile_saysSo() {
        try (FileMutex missing = new FileMutex(directory.resolve("none"))) {
            assertThatThrownBy(() -> missing.run(() -> {}))
                    .isInstanceOf(ResourceException.class)
                    .hasMessage("cannot lock %1$s: %1$s does not exist", directory.resolve("none"));
        }
    }

    @Test
    void close_thenRun_throwsAndOpensNothing() {
        mutex.run(() -> {});
        mutex.close();
        mutex.close();
        assertThatThrownBy(() -> mutex.run(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(file + " was closed by this process");
    }
}
