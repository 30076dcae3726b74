package dev.brood.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 999",
        "1000, '1,000'",
        "20000, '20,000'",
        "999999, '999,999'",
        "1234567, '1,234,567'",
        "-999, -999",
        "-1000, '-1,000'",
        "9223372036854775807, '9,223,372,036,854,775,807'",
    })
    void count_anyNumber_setsThousandsApart(long number, String text) {
        assertThat(Units.count(number)).isEqualTo(text);
    }

    @Test
    void count_withNoun_choosesItsForm() {
        assertThat(Units.count(0, "file")).isEqualTo("0 files");
        assertThat(Units.count(1, "file")).isEqualTo("1 file");
        assertThat(Units.count(20_000, "file")).isEqualTo("20,000 files");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "1500, 1.50 kB",
        "9994, 9.99 kB",
        "9995, 10.0 kB",
        "99949, 99.9 kB",
        "99950, 100 kB",
        "999499, 999 kB",
        "999500, 1.00 MB",
        "657000000, 657 MB",
        "1100000000, 1.10 GB",
        "2000000000000, 2.00 TB",
        "9223372036854775807, 9.22 EB",
    })
    void bytes_anyNumber_hasThreeDigitsAndUnit(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void bytes_anyNumber_isAtMostSevenCharacters() {
        for (long bytes = 1; bytes > 0; bytes += 1 + bytes / 7) {
            assertThat(Units.bytes(bytes)).hasSizeLessThanOrEqualTo(7).doesNotContain("1000");
        }
    }

    @Test
    void rate_fractionOfByte_isRounded() {
        assertThat(Units.rate(0.4)).isEqualTo("0 B/s");
        assertThat(Units.rate(1.1e9)).isEqualTo("1.10 GB/s");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 s",
        "4000000, 0.00 s",
        "50000000, 0.05 s",
        "580000000, 0.58 s",
        "9994000000, 9.99 s",
        "9995000000, 10.0 s",
        "12300000000, 12.3 s",
        "99949000000, 99.9 s",
        "99950000000, 1:40",
        "7500000000000, 2:05:00",
    })
    void duration_anyTime_isAsExactAsMatters(long nanos, String text) {
        assertThat(Units.duration(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0:00",
        "7, 0:07",
        "125, 2:05",
        "3599, 59:59",
        "3600, 1:00:00",
        "3727, 1:02:07",
        "360000, 100:00:00",
    })
    void clock_anyTime_hasHoursWhereNeeded(long seconds, String text) {
        assertThat(Units.clock(seconds)).isEqualTo(text);
    }
}
