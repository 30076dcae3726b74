package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Waiting for conditions.
class AwaitTest {
    @Test
    void until_conditionThatComesTrue_returns() throws Exception {
        AtomicInteger asked = new AtomicInteger();

        Await.until(Duration.ofSeconds(30), "five", () -> asked.incrementAndGet() == 5);

        assertThat(asked).hasValue(5);
    }

    @Test
    void until_noTime_asksOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();

        Await.until(Duration.ZERO, "one", () -> asked.incrementAndGet() == 1);
        assertThatThrownBy(() -> Await.until(Duration.ZERO, "three", () -> asked.get() == 3))
                .isInstanceOf(AssertionError.class);

        assertThat(asked).hasValue(1);
    }

    @Test
    void until_timeOver_saysWhatAndHowLong() {
        assertThatThrownBy(
                        () -> Await.until(Duration.ofMillis(20), "the child to end", () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "waited \\d+ ms in vain for the child to end \\(time-out 20 ms\\)");
    }

    @Test
    void until_interrupted_throwsAndClearsTheFlag() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Await.until(Duration.ofSeconds(30), "never", () -> false))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void until_conditionThrows_passesItOn() {
        assertThatThrownBy(() ->
                        Await.until(
                                Duration.ofSeconds(30),
                                "never",
                                () -> {
                                    throw new IllegalStateException("from within");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("from within");
    }
}
