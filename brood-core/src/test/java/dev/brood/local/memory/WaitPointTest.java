package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.junit.Await;
import dev.brood.junit.JvmOptions;
import dev.brood.junit.Pause;
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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// Announcing, signalling, recovering. Wait points here have no backstop: a lost wake-up would
/// hang.
@ParameterizedClass
@ValueSource(strings = {"kernel", "portable"})
class WaitPointTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NEVER = Deadline.NEVER;

    /// A word that says when to stop waiting.
    private static final long GATE = 64;

    @TempDir Path directory;
    private final String name;
    private final OperatingSystem system;
    private Segment segment;
    private WaitPoint point;

    WaitPointTest(String name) {
        this.name = name;
        this.system = OperatingSystem.named(name);
    }

    @BeforeEach
    void make() {
        segment = Segment.create(directory.resolve("memory"), 4096, 4096);
        point = new WaitPoint(system, segment.memory(), 0, Long.MAX_VALUE);
    }

    @AfterEach
    void end() {
        segment.close();
    }

    private static <T> FutureTask<T> start(boolean virtual, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        builder.name("waiter").start(task);
        return task;
    }

    /// Waits until the gate is open.
    ///
    /// @return how many times it waited
    private int awaitGate() {
        int waits = 0;
        while (Words.getIntVolatile(segment.memory(), GATE) == 0) {
            long ticket = point.enter();
            try {
                if (Words.getIntVolatile(segment.memory(), GATE) == 0) {
                    point.await(ticket, NEVER, true);
                    waits++;
                }
            } finally {
                point.leave(ticket);
            }
        }
        return waits;
    }

    private void openGate() {
        Words.getAndSetInt(segment.memory(), GATE, 1);
    }

    private void awaitWaiters(int number) throws InterruptedException {
        Await.until(PATIENCE, number + " waiters", () -> point.waiters() == number);
    }

    @Test
    void signal_nobodyWaits_leavesNoTrace() {
        point.signal(1);
        assertThat(Words.getInt(segment.memory(), 0)).isZero();
        assertThat(point.hasWaiters()).isFalse();
        assertThat(point.waiters()).isZero();
    }

    private int sequence() {
        return Words.getIntVolatile(segment.memory(), 0);
    }

    @Test
    void signalNew_againBeforeTheWaiterRuns_isNotNeeded() {
        point.signalNew(1);
        assertThat(sequence()).as("nobody waits").isZero();
        long first = point.enter();
        point.signalNew(1);
        point.signalNew(1);
        assertThat(sequence()).isOne();
        long second = point.enter();
        point.signalNew(1);
        assertThat(sequence()).as("another may not have been signalled").isEqualTo(2);
        point.signalNew(1);
        point.signalNew(1);
        assertThat(sequence()).as("nor the other of the two").isEqualTo(3);
        point.leave(first);
        point.signalNew(1);
        assertThat(sequence()).as("who is left was signalled").isEqualTo(3);
        point.signal(1);
        assertThat(sequence()).as("passing on is never left out").isEqualTo(4);
        point.leave(second);
        long third = point.enter();
        point.signalNew(1);
        assertThat(sequence()).as("a waiter announced itself anew").isEqualTo(5);
        point.leave(third);
    }

    @Test
    void signalNew_ofAnotherProcess_knowsNothingOfOurs() {
        WaitPoint others = new WaitPoint(system, segment.memory(), 0);
        long ticket = point.enter();
        point.signalNew(1);
        others.signalNew(1);
        others.signalNew(1);
        assertThat(sequence()).isEqualTo(2);
        point.leave(ticket);
    }

    @Test
    void await_signalledSinceItsAnnouncement_returns() {
        for (Runnable signal :
                List.<Runnable>of(() -> point.signal(1), point::signalAll, point::recover)) {
            long ticket = point.enter();
            assertThat(point.waiters()).isOne();
            signal.run();
            point.await(ticket, NEVER, true);
            point.leave(ticket);
            assertThat(point.waiters()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_timeOver_returns(boolean virtual) throws Exception {
        FutureTask<Long> waiter =
                start(
                        virtual,
                        () -> {
                            long longest = 0;
                            for (int i = 0; i < 5; i++) {
                                long begin = System.nanoTime();
                                long ticket = point.enter();
                                point.await(ticket, Deadline.after(Duration.ofMillis(10)), true);
                                point.leave(ticket);
                                longest = Math.max(longest, System.nanoTime() - begin);
                                point.await(ticket, begin, true); // over already
                            }
                            return longest;
                        });
        assertThat(waiter.get()).isGreaterThanOrEqualTo(10_000_000);
        assertThat(point.waiters()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_interrupted_returnsWithTheStatus(boolean virtual) throws Exception {
        for (int i = 0; i < 200; i++) {
            FutureTask<Boolean> waiter =
                    new FutureTask<>(() -> {
                        long ticket = point.enter();
                        while (!Thread.currentThread().isInterrupted()) {
                            point.await(ticket, NEVER, true);
                        }
                        point.leave(ticket);
                        return Thread.interrupted();
                    });
            Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
            Thread thread = builder.name("waiter").start(waiter);
            if (i % 2 == 0) {
                awaitWaiters(1);
            }
            thread.interrupt();
            assertThat(waiter.get()).isTrue();
        }
        assertThat(point.waiters()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_notInterruptible_goesOnAndKeepsTheStatus(boolean virtual) throws Exception {
        FutureTask<Boolean> waiter =
                new FutureTask<>(() -> {
                    Thread.currentThread().interrupt();
                    long ticket = point.enter();
                    point.await(ticket, NEVER, false);
                    boolean open = Words.getIntVolatile(segment.memory(), GATE) == 1;
                    point.leave(ticket);
                    return open && Thread.interrupted();
                });
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread thread = builder.name("waiter").start(waiter);
        awaitWaiters(1);
        for (int i = 0; i < 200; i++) {
            thread.interrupt();
            Thread.onSpinWait();
        }
        openGate();
        point.signal(1);
        assertThat(waiter.get()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void signal_some_wakesAtLeastThatMany(boolean virtual) throws Exception {
        List<FutureTask<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiters.add(
                    start(
                            virtual,
                            () -> {
                                long ticket = point.enter();
                                point.await(ticket, NEVER, true);
                                point.leave(ticket);
                                return true;
                            }));
        }
        awaitWaiters(20);
        for (int i = 1; i <= 4; i++) {
            int atLeast = 5 * i;
            point.signal(5);
            Await.until(
                    PATIENCE,
                    atLeast + " of 20",
                    () -> waiters.stream().filter(FutureTask::isDone).count() >= atLeast);
        }
        assertThat(point.waiters()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void virtualThreads_tenThousand_allWake(boolean all) throws Exception {
        int number = 10_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        long ticket = point.enter();
                        point.await(ticket, NEVER, true);
                        point.leave(ticket);
                    }));
        }
        awaitWaiters(number);
        if (all) {
            point.signalAll();
        } else {
            for (int i = 0; i < number; i++) {
                point.signal(1);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(point.waiters()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recover_afterADeath_wakesAllAndForgetsTheDead(boolean virtual) throws Exception {
        FutureTask<Integer> waiter = start(virtual, this::awaitGate);
        awaitWaiters(1);
        long dead = point.enter(); // and never leaves
        assertThat(point.waiters()).isEqualTo(2);
        point.recover();
        // The living looked again and announced itself anew; its old ticket took nothing back.
        Await.until(PATIENCE, "the waiter alone", () -> point.waiters() == 1);
        point.leave(dead);
        assertThat(point.waiters()).isOne();
        openGate();
        point.signal(1);
        assertThat(waiter.get()).isPositive();
        assertThat(point.waiters()).isZero();
    }

    /// Recovers a wait point.
    static final class Recoverer {
        private Recoverer() {}

        static void main(String[] args) throws Exception {
            try (Segment segment = Segment.open(Path.of(args[1]))) {
                new WaitPoint(OperatingSystem.named(args[0]), segment.memory(), 0).recover();
            }
        }
    }

    /// Waits until signalled.
    static final class Waiter {
        private Waiter() {}

        static void main(String[] args) throws Exception {
            try (Segment segment = Segment.open(Path.of(args[1]))) {
                OperatingSystem system = OperatingSystem.named(args[0]);
                WaitPoint point = new WaitPoint(system, segment.memory(), 0, Long.MAX_VALUE);
                long ticket = point.enter();
                point.await(ticket, NEVER, true);
                point.leave(ticket);
            }
        }
    }

    private Servant startAndPause(JvmOptions options, String place, String by) throws Exception {
        try (Pause pause = Pause.in(directory)) {
            Servant waiter = Servant.start(options.flags("-Dbrood.pause=" + pause.at(place)));
            pause.awaitReached(PATIENCE);
            assertThat(point.waiters()).isOne();
            switch (by) {
                case "recover" -> point.recover();
                case "signal" -> point.signal(1);
                default -> point.signalNew(1);
            }
            return waiter;
        }
    }

    /// Between the steps of an announcement whatever another process does is either not needed by
    /// the waiter, or keeps it from sleeping.
    @ParameterizedTest
    @CsvSource({
        "wait-point.counted, recover",
        "wait-point.counted, signal",
        "wait-point.entered, recover",
        "wait-point.entered, signal",
        "wait-point.entered, signalNew"
    })
    void enter_signalledOrForgottenHalfWay_doesNotSleep(String place, String by) throws Exception {
        JvmOptions options = Servant.options(Waiter.class).args(name, segment.file().toString());
        try (Servant waiter = startAndPause(options, place, by)) {
            assertThat(waiter.jvm().awaitExit(PATIENCE)).isZero();
            assertThat(point.waiters()).isZero();
        }
    }

    @Test
    void recover_recovererDiedHalfWay_isMadeGoodByTheNext() throws Exception {
        FutureTask<Integer> waiter = start(false, this::awaitGate);
        awaitWaiters(1);
        try (Servant recoverer =
                Servant.start(
                        Servant.options(Recoverer.class)
                                .args(name, segment.file().toString())
                                .flags("-Dbrood.crash=wait-point.forgotten"))) {
            assertThat(recoverer.jvm().awaitExit(PATIENCE)).isEqualTo(137);
        }
        // It sleeps, and no one knows.
        assertThat(point.waiters()).isZero();
        openGate();
        point.signal(1);
        point.recover();
        assertThat(waiter.get()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_memoryClosed_endsWithAnException(boolean virtual) throws Exception {
        WaitPoint ordinary = new WaitPoint(system, segment.memory(), 0);
        FutureTask<Integer> waiter =
                start(
                        virtual,
                        () -> {
                            while (true) {
                                long ticket = ordinary.enter();
                                try {
                                    ordinary.await(ticket, NEVER, true);
                                } finally {
                                    ordinary.leave(ticket);
                                }
                            }
                        });
        awaitWaiters(1);
        segment.close();
        assertThatThrownBy(waiter::get).hasCauseInstanceOf(IllegalStateException.class);
        segment = Segment.open(segment.file());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 1, 1",
        "7, 65542, 65535",
        "7, 65543, 2147483647",
        "-1, 2, 3",
        "2147483647, -2147483648, 1",
        "5, 4, 2147483647"
    })
    void signals_betweenTwoLooks_areCountedAcrossTheWrap(int before, int after, int signals) {
        assertThat(WaitPoint.signals(before, after)).isEqualTo(signals);
    }
}
