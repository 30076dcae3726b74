package dev.brood.local.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Which methods are given threads of their own.
class PaceTest {
    @Test
    void method_isQuick_untilACallLasts_andAgainAfterManyQuickOnes() {
        Pace pace = new Pace();
        assertThat(pace.isSlow()).isFalse();
        pace.lasts();
        assertThat(pace.isSlow()).isTrue();
        int first = callsUntilQuick(pace);
        pace.lasts();
        assertThat(callsUntilQuick(pace)).as("it has disappointed twice").isGreaterThan(first);
    }

    private static int callsUntilQuick(Pace pace) {
        int calls = 0;
        while (pace.isSlow() && calls < 1 << 20) {
            pace.took(1000);
            calls++;
        }
        assertThat(pace.isSlow()).isFalse();
        return calls;
    }

    @Test
    void aSlowCall_amongQuickOnes_beginsTheCountAnew() {
        Pace pace = new Pace();
        pace.lasts();
        for (int i = 0; i < 10_000; i++) {
            pace.took(i % 10 == 9 ? 1_000_000 : 1000);
        }
        assertThat(pace.isSlow()).isTrue();
    }
}
