package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.atomic.AtomicInteger;

/// File operations and interrupts.
class UninterruptedTest {
    @Test
    void call_notInterrupted_isRunOnce() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        assertThat(Uninterrupted.call(() -> "run " + runs.incrementAndGet())).isEqualTo("run 1");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void call_interruptedBefore_isRunWithoutTheStatusAndPutsItBack() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(Uninterrupted.call(() -> Thread.currentThread().isInterrupted())).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void call_hitByAnInterrupt_isRunAgainFromItsStart(boolean lock) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        int result =
                Uninterrupted.call(() -> {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    if (runs.incrementAndGet() < 4) {
                        Thread.currentThread().interrupt();
                        throw lock
                                ? new FileLockInterruptionException()
                                : new ClosedByInterruptException();
                    }
                    return runs.get();
                });
        assertThat(result).isEqualTo(4);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void call_failsOtherwise_throwsThatAndKeepsTheStatus() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() ->
                        Uninterrupted.call(() -> {
                            throw new IOException("disk on fire");
                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk on fire");
        assertThat(Thread.interrupted()).isTrue();
    }
}
