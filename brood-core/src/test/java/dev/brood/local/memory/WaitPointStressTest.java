package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Await;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.os.Servant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;

/// No wake-up is lost: wait points here have no backstop, so that a lost one would hang the test.
/// Every counter of signals passes the point where it wraps around.
@ParameterizedClass
@ValueSource(strings = {"kernel", "portable"})
class WaitPointStressTest {
    private static final long NEVER = Deadline.NEVER;

    /// Two wait points, and the words whose change they stand for.
    private static final long POINT = 0;

    private static final long TURN = 64;
    private static final long PERMITS = 128;
    private static final long TAKEN = 192;
    private static final long LOCK = 256;
    private static final long COUNT = 320;

    @TempDir Path directory;
    private final String name;
    private Segment segment;

    WaitPointStressTest(String name) {
        this.name = name;
    }

    @BeforeEach
    void make() {
        segment = Segment.create(directory.resolve("memory"), 4096, 4096);
        Words.setInt(segment.memory(), POINT, -500);
    }

    @AfterEach
    void end() {
        segment.close();
    }

    private boolean isKernel() {
        return name.equals("kernel");
    }

    private static WaitPoint point(String system, MemorySegment memory) {
        return new WaitPoint(OperatingSystem.named(system), memory, POINT, Long.MAX_VALUE);
    }

    private static <T> FutureTask<T> start(boolean virtual, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        builder.name("waiter").start(task);
        return task;
    }

    /// Takes every second turn.
    private static int play(WaitPoint point, MemorySegment memory, int first, int turns) {
        for (int turn = first; turn < turns; turn += 2) {
            while (Words.getIntVolatile(memory, TURN) != turn) {
                long ticket = point.enter();
                try {
                    if (Words.getIntVolatile(memory, TURN) != turn) {
                        point.await(ticket, NEVER, true);
                    }
                } finally {
                    point.leave(ticket);
                }
            }
            Words.getAndSetInt(memory, TURN, turn + 1);
            point.signal(1);
        }
        return turns;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true", "true, false"})
    void pingPong_betweenTwoThreads_comesToItsEnd(boolean oneVirtual, boolean twoVirtual)
            throws Exception {
        int turns = isKernel() ? 100_000 : 20_000;
        WaitPoint point = point(name, segment.memory());
        FutureTask<Integer> one = start(oneVirtual, () -> play(point, segment.memory(), 0, turns));
        FutureTask<Integer> two = start(twoVirtual, () -> play(point, segment.memory(), 1, turns));
        assertThat(one.get()).isEqualTo(turns);
        assertThat(two.get()).isEqualTo(turns);
        assertThat(point.waiters()).isZero();
    }

    /// Counts under a lock that nobody keeps for long: who waits for it often finds it taken again.
    private static int count(WaitPoint point, MemorySegment memory, int times) {
        for (int i = 0; i < times; i++) {
            while (!Words.compareAndSetInt(memory, LOCK, 0, 1)) {
                long ticket = point.enter();
                try {
                    if (Words.getIntVolatile(memory, LOCK) != 0) {
                        point.await(ticket, NEVER, true);
                    }
                } finally {
                    point.leave(ticket);
                }
            }
            Words.setInt(memory, COUNT, Words.getInt(memory, COUNT) + 1);
            Words.getAndSetInt(memory, LOCK, 0);
            point.signalNew(1);
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true", "true, false"})
    void lock_ofTwoThatTakeItAgainAtOnce_isNeverFreeWhileOneSleeps(
            boolean oneVirtual, boolean twoVirtual) throws Exception {
        int times = isKernel() ? 2_000_000 : 200_000;
        MemorySegment memory = segment.memory();
        // As two processes have them: each knows only whom it has woken itself.
        WaitPoint ones = point(name, memory);
        WaitPoint twos = point(name, memory);
        FutureTask<Integer> one = start(oneVirtual, () -> count(ones, memory, times));
        FutureTask<Integer> two = start(twoVirtual, () -> count(twos, memory, times));
        assertThat(one.get()).isEqualTo(times);
        assertThat(two.get()).isEqualTo(times);
        assertThat(Words.getInt(memory, COUNT)).isEqualTo(2 * times);
        assertThat(ones.waiters()).isZero();
    }

    /// Plays, or takes permits.
    static final class Other {
        private Other() {}

        static void main(String[] args) throws Exception {
            try (Segment segment = Segment.open(Path.of(args[1]))) {
                WaitPoint point = point(args[0], segment.memory());
                Servant.serve(order ->
                        switch (order.getFirst()) {
                            case "play" ->
                                    play(
                                            point,
                                            segment.memory(),
                                            1,
                                            Integer.parseInt(order.get(1)));
                            case "take" -> {
                                for (FutureTask<Integer> taker :
                                        takers(point, segment.memory(), 2, 2)) {
                                    taker.get();
                                }
                                yield "taken";
                            }
                            default -> "ready";
                        });
            }
        }
    }

    private Servant other() {
        return Servant.start(Other.class, name, segment.file().toString());
    }

    @Test
    void pingPong_betweenTwoJvms_comesToItsEnd() throws Exception {
        int turns = isKernel() ? 100_000 : 20_000;
        try (Servant other = other()) {
            int order = other.tell("play", turns);
            play(point(name, segment.memory()), segment.memory(), 0, turns);
            assertThat(other.answer(order)).isEqualTo(Integer.toString(turns));
        }
    }

    private static List<FutureTask<Integer>> takers(
            WaitPoint point, MemorySegment memory, int platform, int virtual) {
        List<FutureTask<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < platform + virtual; i++) {
            int number = i;
            takers.add(start(i >= platform, () -> take(point, memory, number)));
        }
        return takers;
    }

    /// Takes permits until there is the one that says it is over. Gives up now and then, by time or
    /// by interrupt, and passes on what it may have been woken for.
    private static int take(WaitPoint point, MemorySegment memory, int number) {
        RandomGenerator random = new SplittableRandom(number);
        while (true) {
            int permits = Words.getIntVolatile(memory, PERMITS);
            if (permits < 0) {
                return number;
            }
            if (permits > 0) {
                if (Words.compareAndSetInt(memory, PERMITS, permits, permits - 1)) {
                    Words.getAndAddInt(memory, TAKEN, 1);
                }
                continue;
            }
            int how = random.nextInt(20);
            if (how == 0) {
                Thread.currentThread().interrupt();
            }
            long deadline = how == 1 ? System.nanoTime() + random.nextInt(100_000) : NEVER;
            long ticket = point.enter();
            try {
                if (Words.getIntVolatile(memory, PERMITS) == 0) {
                    point.await(ticket, deadline, true);
                }
            } finally {
                point.leave(ticket);
            }
            boolean givesUp = Thread.interrupted() || Deadline.remaining(deadline) <= 0;
            if (givesUp && Words.getIntVolatile(memory, PERMITS) != 0) {
                point.signal(1);
            }
        }
    }

    @Test
    void permits_givenToManyKindsOfWaiters_areAllTaken() throws Exception {
        int number = isKernel() ? 30_000 : 3_000;
        MemorySegment memory = segment.memory();
        WaitPoint point = point(name, memory);
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        try (Servant other = other()) {
            other.ask("ready");
            int order = other.tell("take");
            List<FutureTask<Integer>> takers = takers(point, memory, 2, 4);
            for (int given = 0; given < number; ) {
                int now = Math.min(number - given, 1 + random.nextInt(5));
                Words.getAndAddInt(memory, PERMITS, now);
                point.signalNew(now);
                given += now;
                if (random.nextInt(4) == 0) {
                    // All of them: were one left with no one to take it, this would not end.
                    int all = given;
                    Await.until(
                            Duration.ofSeconds(50),
                            all + " permits to be taken, seed " + seed,
                            () -> Words.getIntVolatile(memory, TAKEN) == all);
                }
            }
            Await.until(
                    Duration.ofSeconds(50),
                    "the last permit to be taken, seed " + seed,
                    () -> Words.getIntVolatile(memory, TAKEN) == number);
            Words.getAndSetInt(memory, PERMITS, -1);
            point.signalAll();
            for (FutureTask<Integer> taker : takers) {
                assertThat(taker.get()).isBetween(0, 5);
            }
            assertThat(other.answer(order)).isEqualTo("taken");
            assertThat(point.waiters()).isZero();
        }
    }

    @Test
    void signal_afterVirtualThreadsHaveLeft_wakesTheOneWhoWaits() throws Exception {
        // What serves the virtual threads stays for a while, at the head of the kernel's queue.
        WaitPoint point = point(name, segment.memory());
        for (int round = 0; round < 20; round++) {
            FutureTask<Integer> virtual = start(true, () -> awaitOnce(point));
            Await.until(Duration.ofSeconds(30), "it to wait", () -> point.waiters() == 1);
            point.signal(1);
            assertThat(virtual.get()).isOne();
            FutureTask<Integer> platform = start(false, () -> awaitOnce(point));
            Await.until(Duration.ofSeconds(30), "it to wait", () -> point.waiters() == 1);
            point.signal(1);
            assertThat(platform.get()).isOne();
        }
    }

    private static int awaitOnce(WaitPoint point) {
        long ticket = point.enter();
        point.await(ticket, NEVER, true);
        point.leave(ticket);
        return 1;
    }
}
