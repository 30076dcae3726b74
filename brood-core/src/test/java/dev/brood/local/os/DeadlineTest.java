package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Points in time.
class DeadlineTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void after_aWhile_isThatFarAway() {
        long before = System.nanoTime();
        long deadline = Deadline.after(Duration.ofSeconds(5));
        long after = System.nanoTime();
        assertThat(deadline - before).isGreaterThanOrEqualTo(5 * SECOND);
        assertThat(deadline - after).isLessThanOrEqualTo(5 * SECOND);
        assertThat(Deadline.remaining(deadline)).isLessThanOrEqualTo(5 * SECOND);
    }

    @Test
    void after_nothingOrLess_isOver() {
        for (Duration timeout :
                new Duration[] {
                    Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)
                }) {
            assertThat(Deadline.remaining(Deadline.after(timeout)))
                    .as("after %s", timeout)
                    .isBetween(-60 * SECOND, 0L);
        }
    }

    @Test
    void after_tooLongToCount_isNever() {
        assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Deadline.NEVER);
        assertThat(Deadline.after(Duration.ofDays(365 * 150))).isEqualTo(Deadline.NEVER);
        assertThat(Deadline.remaining(Deadline.NEVER)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void remaining_farAway_doesNotOverflow() {
        long deadline = Deadline.after(Duration.ofDays(365 * 140));
        assertThat(Deadline.remaining(deadline)).isGreaterThan(Duration.ofDays(365).toNanos());
    }
}
