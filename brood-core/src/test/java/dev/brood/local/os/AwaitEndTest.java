package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

/// Waiting for the end of processes that are not children.
@ParameterizedClass
@ValueSource(strings = {"kernel", "portable"})
class AwaitEndTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(30);

    private final OperatingSystem system;
    private final Commands commands = new Commands();

    AwaitEndTest(String name) {
        system = OperatingSystem.named(name);
    }

    @AfterEach
    void end() {
        commands.close();
    }

    @Test
    void awaitEnd_grandchild_lastsUntilItsEnd() throws Exception {
        long pid = commands.grandchild();
        long token = system.startToken(pid);
        assertThat(system.awaitEnd(pid, token, SHORT)).isFalse();
        FutureTask<Boolean> waiter = new FutureTask<>(() -> system.awaitEnd(pid, token, HOUR));
        Thread.ofPlatform().name("waiter").start(waiter);
        assertThat(system.isAlive(pid, token)).isTrue();
        system.signal(pid, 9);
        assertThat(waiter.get()).isTrue();
        assertThat(system.isAlive(pid, token)).isFalse();
    }

    @Test
    void awaitEnd_ended_isTrueAtOnce() throws Exception {
        Process sleep = commands.sleep();
        long token = system.startToken(sleep.pid());
        sleep.destroyForcibly().waitFor();
        assertThat(system.awaitEnd(sleep.pid(), token, HOUR)).isTrue();
        assertThat(system.awaitEnd(sleep.pid(), token, Duration.ZERO)).isTrue();
    }

    @Test
    void awaitEnd_pidTakenOver_isTrueAtOnce() throws Exception {
        long pid = commands.sleep().pid();
        assertThat(system.awaitEnd(pid, system.startToken(pid) - 1, HOUR)).isTrue();
        assertThat(system.awaitEnd(pid, OperatingSystem.NO_PROCESS, HOUR)).isTrue();
    }

    @Test
    void awaitEnd_zombie_isTrue() throws Exception {
        long zombie = commands.zombie();
        // It may not have ended yet; when it has, nobody reaps it.
        assertThat(system.awaitEnd(zombie, system.startToken(zombie), HOUR)).isTrue();
    }

    @Test
    void awaitEnd_negativeTimeout_doesNotWait() throws Exception {
        long pid = commands.sleep().pid();
        long token = system.startToken(pid);
        assertThat(system.awaitEnd(pid, token, Duration.ofSeconds(-1))).isFalse();
        assertThat(system.awaitEnd(pid, token, Duration.ZERO)).isFalse();
    }

    @Test
    void awaitEnd_interrupted_throws() throws Exception {
        long pid = commands.sleep().pid();
        long token = system.startToken(pid);
        FutureTask<Boolean> waiter = new FutureTask<>(() -> system.awaitEnd(pid, token, HOUR));
        Thread thread = Thread.ofPlatform().name("waiter").start(waiter);
        thread.interrupt();
        assertThatThrownBy(waiter::get).hasCauseInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> system.awaitEnd(pid, token, HOUR))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void awaitEnd_byVirtualThreads_leavesTheirCarriersFree() throws Exception {
        long pid = commands.sleep().pid();
        long token = system.startToken(pid);
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            waiters.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            system.awaitEnd(pid, token, HOUR);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }));
        }
        CompletableFuture<String> other = new CompletableFuture<>();
        Thread.startVirtualThread(() -> other.complete("ran"));
        assertThat(other.get()).isEqualTo("ran");
        system.signal(pid, 9);
        for (Thread waiter : waiters) {
            waiter.join();
        }
    }
}
