package dev.brood.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Logarithmic axes.
class ScaleTest {
    @Test
    void label_saysPowersOfTenAndOfTwo() {
        assertThat(List.of(0.01, 1.0, 1000.0, 1e4, 1e-3).stream().map(Scale::label))
                .containsExactly("0.01", "1", "1000", "10⁴", "10⁻³");
        assertThat(List.of(2.0, 16.0, 512.0, 4096.0, 67_108_864.0).stream().map(Scale::label))
                .containsExactly("2", "16", "512", "4 Ki", "64 Mi");
    }

    @Test
    void place_ofTheEnds_isAtTheEnds() {
        Scale exact = Scale.of(List.of(2.0, 32.0), 0, 100);
        assertThat(exact.place(2)).isZero();
        assertThat(exact.place(8)).isCloseTo(50, within(1e-9));
        assertThat(exact.place(32)).isEqualTo(100);
        Scale whole = Scale.ofPowersOfTen(List.of(2.0, 32.0), 0, 100);
        assertThat(whole.ticks()).containsExactly(1.0, 10.0, 100.0);
        assertThat(whole.place(10)).isCloseTo(50, within(1e-9));
    }

    @Test
    void place_whereThereIsNothing_isAtTheLowEnd() {
        assertThat(Scale.of(List.of(), 0, 100).place(0)).isZero();
        assertThat(Scale.ofPowersOfTen(List.of(5.0), 0, 100).place(-1)).isZero();
    }
}
