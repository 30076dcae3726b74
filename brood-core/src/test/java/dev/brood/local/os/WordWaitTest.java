package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// Waiting on a word, and being woken.
@ParameterizedClass
@ValueSource(strings = {"kernel", "portable"})
class WordWaitTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OperatingSystem system;
    private final String name;

    @TempDir Path directory;
    private SharedWord word;

    WordWaitTest(String name) {
        this.name = name;
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

    private boolean tellsCounts() {
        return name.equals("kernel");
    }

    private void await(long nanos) {
        system.await(word.memory(), 0, 0, nanos, true);
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name("waiter").start(task);
        return task;
    }

    @Test
    void await_wordHasAnotherValue_returns() {
        word.set(7);
        await(HOUR);
        assertThat(word.get()).isEqualTo(7);
    }

    @Test
    void await_nobodyWakes_lastsUntilTheTimeIsOver() {
        // It may return early for no reason, but not every time.
        long longest = 0;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            await(20_000_000);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        assertThat(longest).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void await_wordChangesAndIsWoken_returns() throws Exception {
        FutureTask<Integer> waiter =
                start(() -> {
                    await(HOUR);
                    return word.get();
                });
        Await.until(PATIENCE, "the waiter to be in the wait", () -> isWaiting("waiter"));
        word.set(1);
        system.wake(word.memory(), 0, 1);
        assertThat(waiter.get()).isEqualTo(1);
    }

    private static boolean isWaiting(String thread) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals(thread))
                .flatMap(each -> Arrays.stream(each.getValue()))
                .anyMatch(frame ->
                        frame.getClassName().startsWith(OperatingSystem.class.getPackageName())
                                && frame.getMethodName().equals("await"));
    }

    @Test
    void wake_wordUnchanged_wakesNoMoreThanAskedFor() throws Exception {
        if (!tellsCounts()) {
            word.set(1);
            assertThat(system.wake(word.memory(), 0, 1)).isZero();
            return;
        }
        AtomicInteger awake = new AtomicInteger();
        List<FutureTask<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(
                    start(() -> {
                        await(HOUR);
                        return awake.incrementAndGet();
                    }));
        }
        int woken = 0;
        while (woken < 5) {
            int now = system.wake(word.memory(), 0, 2);
            assertThat(now).isBetween(0, 2);
            woken += now;
            assertThat(awake.get()).isLessThanOrEqualTo(woken);
            Thread.onSpinWait();
        }
        for (FutureTask<Integer> waiter : waiters) {
            assertThat(waiter.get()).isBetween(1, 5);
        }
        assertThat(system.wake(word.memory(), 0, 2)).isZero();
    }

    @Test
    void wake_many_wakesAll() throws Exception {
        List<FutureTask<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            waiters.add(
                    start(() -> {
                        while (word.get() == 0) {
                            await(HOUR);
                        }
                        return word.get();
                    }));
        }
        Await.until(PATIENCE, "a waiter to be in the wait", () -> isWaiting("waiter"));
        word.set(3);
        system.wake(word.memory(), 0, Integer.MAX_VALUE);
        for (FutureTask<Integer> waiter : waiters) {
            assertThat(waiter.get()).isEqualTo(3);
        }
    }

    /// Waits for word `of` to be more than `last`, and then adds one to the other word, and so on.
    private static void pingPong(
            OperatingSystem system, SharedWord word, boolean first, int rounds) {
        for (int i = 1; i <= rounds; i++) {
            int mine = first ? 2 * i - 1 : 2 * i;
            int before = mine - 1;
            for (int now = word.get(); now < before; now = word.get()) {
                system.await(word.memory(), 0, now, HOUR, true);
            }
            word.set(mine);
            system.wake(word.memory(), 0, 1);
        }
    }

    /// The other side of the ping-pong.
    static final class Other {
        private Other() {}

        static void main(String[] args) {
            try (SharedWord word = new SharedWord(Path.of(args[1]))) {
                pingPong(OperatingSystem.named(args[0]), word, false, Integer.parseInt(args[2]));
            }
        }
    }

    @Test
    void await_wokenByAnotherJvm_returns() throws Exception {
        int rounds = tellsCounts() ? 2_000 : 50;
        try (Servant other =
                Servant.start(
                        Other.class,
                        name,
                        directory.resolve("word").toString(),
                        Integer.toString(rounds))) {
            pingPong(system, word, true, rounds);
            assertThat(other.jvm().awaitExit(PATIENCE)).isZero();
            assertThat(word.get()).isEqualTo(2 * rounds);
        }
    }

    @Test
    void await_memoryClosed_endsAndKeepsTheInterruptedStatus() throws Exception {
        SharedWord closed = new SharedWord(directory.resolve("closed"));
        FutureTask<Boolean> waiter =
                start(() -> {
                    Thread.currentThread().interrupt();
                    try {
                        while (true) {
                            // Not longer: the kernel may find another file at that address.
                            system.await(closed.memory(), 0, 0, 50_000_000, false);
                            closed.get();
                        }
                    } catch (IllegalStateException e) {
                        return Thread.interrupted();
                    }
                });
        Await.until(PATIENCE, "the waiter to be in the wait", () -> isWaiting("waiter"));
        closed.close();
        assertThat(waiter.get()).isTrue();
    }

    @Test
    void wake_memoryClosed_wakesNobody() {
        SharedWord closed = new SharedWord(directory.resolve("closed"));
        closed.close();
        assertThat(system.wake(closed.memory(), 0, 1)).isZero();
        assertThatThrownBy(closed::get).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void warmUp_interrupted_keepsTheStatus() {
        Thread.currentThread().interrupt();
        system.warmUp();
        assertThat(Thread.interrupted()).isTrue();
    }
}
