package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The lists of processors in `/proc`; that they hold for workers is tested with pools.
class AffinityTest {
    @Test
    void lists_ofNumbersAndRanges_areRead() {
        assertThat(Affinity.parse("0")).containsExactly(0);
        assertThat(Affinity.parse("0-2,5")).containsExactly(0, 1, 2, 5);
        assertThat(Affinity.parse("63-65")).containsExactly(63, 64, 65);
    }

    @Test
    void portableSystem_refuses_andSaysWhy() {
        assertThat(PortableSystem.INSTANCE.processors()).isEmpty();
        assertThatThrownBy(() -> PortableSystem.INSTANCE.runOn(0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("'portable' system");
    }
}
