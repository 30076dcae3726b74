package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.junit.Jvm;
import dev.brood.local.os.Servant;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// How long to look before sleeping.
class SpinTest {
    private static void assumeProcessors() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "there is one processor");
    }

    @Test
    void limit_inVain_shrinksToALeast() {
        assumeProcessors();
        Spin spin = new Spin();
        int before = spin.limit();
        spin.failed();
        assertThat(spin.limit()).isLessThan(before);
        for (int i = 0; i < 1000; i++) {
            spin.failed();
        }
        int least = spin.limit();
        assertThat(least).isPositive();
        spin.failed();
        assertThat(spin.limit()).isEqualTo(least);
    }

    @Test
    void limit_paysOff_followsWhatWasNeeded() {
        assumeProcessors();
        Spin spin = new Spin();
        for (int i = 0; i < 1000; i++) {
            spin.succeededAfter(100_000);
        }
        int most = spin.limit();
        assertThat(most).isBetween(300, 400);
        for (int i = 0; i < 1000; i++) {
            spin.succeededAfter(20);
        }
        assertThat(spin.limit()).isBetween(20, most / 2);
    }

    @Test
    void limit_patientInVain_isProbedFromTimeToTime() {
        assumeProcessors();
        Spin spin = Spin.patient();
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (int i = 0; i < 1000; i++) {
            spin.failed();
            longest = Math.max(longest, spin.limit());
            shortest = Math.min(shortest, spin.limit());
        }
        assertThat(longest).isGreaterThan(100 * shortest);
        while (spin.limit() != longest) {
            spin.failed();
        }
        spin.succeededAfter(300);
        assertThat(spin.limit()).as("once is enough").isGreaterThan(300);
    }

    @Test
    void limit_patientQuickAnswers_doesNotFollowThem() {
        assumeProcessors();
        Spin spin = Spin.patient();
        for (int i = 0; i < 1000; i++) {
            spin.succeededAfter(10);
        }
        assertThat(spin.limit()).as("one that comes later is not slept for").isGreaterThan(1000);
    }

    @Test
    void sees_whatGoes_succeeds_andWhatStays_fails() {
        assumeProcessors();
        Spin spin = Spin.patient();
        int[] looks = {0};
        assertThat(spin.sees(() -> ++looks[0] < 50)).isTrue();
        assertThat(looks[0]).isEqualTo(50);
        int before = spin.limit();
        assertThat(spin.sees(() -> true)).isFalse();
        assertThat(spin.limit()).isLessThan(before);
    }

    @Test
    void sees_withSlowLooks_endsLongBeforeItsLimit() {
        assumeProcessors();
        Spin spin = Spin.patient();
        spin.succeededAfter(1);
        int[] looks = {0};
        boolean seen =
                spin.sees(() -> {
                    looks[0]++;
                    long end = System.nanoTime() + 50_000;
                    while (System.nanoTime() - end < 0) {
                        Thread.onSpinWait();
                    }
                    return true;
                });
        assertThat(seen).isFalse();
        assertThat(looks[0]).isLessThan(100);
    }

    /// Prints the limit at first, and after successes and failures.
    static final class Looker {
        private Looker() {}

        static void main(String[] args) {
            Spin spin = new Spin();
            System.out.println(spin.limit());
            spin.succeededAfter(100);
            spin.failed();
            System.out.println(spin.limit());
        }
    }

    @Test
    void limit_onOneProcessor_isNothing() throws Exception {
        try (Jvm jvm = Servant.options(Looker.class).flags("-XX:ActiveProcessorCount=1").start()) {
            assertThat(jvm.awaitExit(Duration.ofSeconds(30))).isZero();
            assertThat(jvm.stdout()).containsExactly("0", "0");
        }
    }
}
