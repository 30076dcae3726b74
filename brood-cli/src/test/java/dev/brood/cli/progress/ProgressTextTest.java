package dev.brood.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTextTest {
    private static final Progress HALF =
            new Progress(10_000, 20_000, 500_000_000, 1_000_000_000, 0, false);
    private static final Progress GROWING =
            new Progress(10, 2_000, 5_000_000, 1_000_000_000, 0, true);
    private static final Pace PACE = new Pace(1.1e9, 125);

    private final ProgressText text = new ProgressText(true);

    private static Progress withFailures(long failures) {
        return new Progress(10_000, 20_000, 500_000_000, 1_000_000_000, failures, false);
    }

    @Test
    void line_allKnown_saysAll() {
        assertThat(text.line(withFailures(3), PACE).strip())
                .isEqualTo(
                        "50%, 10,000 of 20,000 files, 500 MB of 1.00 GB, 1.10 GB/s, 2:05 left,"
                                + " 3 failed");
    }

    @Test
    void line_noFailuresAndNoForecast_leavesThemOut() {
        assertThat(text.line(HALF, new Pace(0, -1)).strip())
                .isEqualTo("50%, 10,000 of 20,000 files, 500 MB of 1.00 GB, 0 B/s");
    }

    @Test
    void line_totalsGrowing_saysAtLeastAndNoPercentage() {
        assertThat(text.line(GROWING, new Pace(5e6, -1)))
                .isEqualTo("scanning, 10 of ≥ 2,000 files, 5.00 MB of ≥ 1.00 GB, 5.00 MB/s");
        assertThat(new ProgressText(false).line(GROWING, new Pace(5e6, -1)))
                .isEqualTo("scanning, 10 of >= 2,000 files, 5.00 MB of >= 1.00 GB, 5.00 MB/s");
    }

    @Test
    void bar_muchRoom_drawsAtMostForty() {
        assertThat(text.bar(HALF, PACE, 200))
                .isEqualTo(
                        " 50% ["
                                + "=".repeat(20)
                                + ">"
                                + " ".repeat(19)
                                + "]  10,000 of 20,000 files  500 MB of 1.00 GB  1.10 GB/s"
                                + "  ETA 2:05");
    }

    @Test
    void bar_totalsGrowing_isNotDrawn() {
        assertThat(text.bar(GROWING, new Pace(5e6, -1), 200))
                .isEqualTo("scanning  10 of ≥ 2,000 files  5.00 MB of ≥ 1.00 GB  5.00 MB/s");
    }

    @Test
    void bar_anyWidth_fits() {
        for (Progress progress : new Progress[] {HALF, GROWING, withFailures(1_234)}) {
            for (int columns = 1; columns < 200; columns++) {
                assertThat(text.bar(progress, PACE, columns))
                        .as("%s in %d columns", progress, columns)
                        .hasSizeBetween(1, columns);
            }
        }
    }

    @Test
    void bar_lessAndLessRoom_keepsWhatMattersMost() {
        Progress failing = withFailures(3);
        assertThat(text.bar(failing, PACE, 79))
                .contains("50%", "10,000 of 20,000", "500 MB of", "ETA 2:05", "3 failed");
        assertThat(text.bar(failing, PACE, 30)).contains("50%", "3 failed").doesNotContain("GB/s");
        assertThat(text.bar(failing, PACE, 14)).isEqualTo(" 50%  3 failed");
        assertThat(text.bar(failing, PACE, 5)).isEqualTo(" 50%");
        assertThat(text.bar(failing, PACE, 3)).isEqualTo(" 50");
    }

    @Test
    void bar_nothingAndAllDone_isEmptyAndFull() {
        assertThat(text.bar(new Progress(0, 10, 0, 10, 0, false), new Pace(0, -1), 80))
                .startsWith("  0% [>   ");
        assertThat(text.bar(new Progress(10, 10, 10, 10, 0, false), new Pace(0, -1), 99))
                .startsWith("100% [" + "=".repeat(40) + "]");
        assertThat(text.bar(new Progress(0, 0, 0, 0, 0, false), new Pace(0, -1), 80))
                .startsWith("  0% [>   ");
    }

    @Test
    void fraction_manySmallFiles_countsFilesAndBytes() {
        Progress smallOnesLeft = new Progress(1, 1_001, 100_000_000, 101_000_000, 0, false);
        assertThat(smallOnesLeft.fraction()).isBetween(0.5, 0.7);
    }
}
