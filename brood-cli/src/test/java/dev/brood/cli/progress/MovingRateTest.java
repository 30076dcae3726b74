package dev.brood.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MovingRateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -SECOND; // nanoTime may be negative

    private final MovingRate rate = new MovingRate(START);

    @Test
    void perSecond_notFed_isZero() {
        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void perSecond_steady_isThatRate() {
        for (int i = 1; i <= 50; i++) {
            rate.update(START + i * SECOND / 10, i * 100.0);
            assertThat(rate.perSecond()).isCloseTo(1_000, within(0.001));
        }
    }

    @Test
    void perSecond_slowStretch_showsSoonButNotAtOnce() {
        rate.update(START + SECOND, 1_000);
        rate.update(START + SECOND + SECOND / 10, 1_000);
        assertThat(rate.perSecond()).isBetween(900.0, 999.0);
        rate.update(START + 10 * SECOND, 1_000);
        assertThat(rate.perSecond()).isBetween(1.0, 100.0);
    }

    @Test
    void update_sameMomentOrLess_changesNothingForTheWorse() {
        rate.update(START, 500);
        assertThat(rate.perSecond()).isZero();
        rate.update(START + SECOND, 1_000);
        rate.update(START + SECOND, 5_000);
        assertThat(rate.perSecond()).isCloseTo(1_000, within(0.001));
        rate.update(START + 2 * SECOND, 0);
        assertThat(rate.perSecond()).isBetween(0.0, 1_000.0);
    }
}
