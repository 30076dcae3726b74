package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

final class ScalarsTest {

    static Stream<Object> values() {
        return Stream.of(
                null,
                true,
                false,
                Byte.MIN_VALUE,
                Byte.MAX_VALUE,
                Short.MIN_VALUE,
                Short.MAX_VALUE,
                Character.MIN_VALUE,
                Character.MAX_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                0L,
                Float.MIN_VALUE,
                Float.NaN,
                -0.0f,
                Double.MAX_VALUE,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                -0.0,
                BigInteger.ZERO,
                BigInteger.ONE.negate(),
                BigInteger.TEN.pow(500),
                new BigDecimal("-1.50"),
                new BigDecimal("1E+1000"),
                new UUID(-1, 1),
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Instant.MIN,
                Instant.MAX,
                LocalDate.MIN,
                LocalDate.of(2025, 2, 28),
                LocalTime.MAX,
                LocalDateTime.MIN,
                LocalDateTime.MAX,
                Optional.empty(),
                Optional.of("x"),
                Optional.of(Optional.of(1)),
                OptionalInt.empty(),
                OptionalInt.of(-5),
                OptionalLong.empty(),
                OptionalLong.of(Long.MIN_VALUE),
                OptionalDouble.empty(),
                OptionalDouble.of(0.1),
                Path.of("a", "ü b"),
                Path.of(""),
                URI.create("http://user@host:1/p?q#f"));
    }

    static Stream<Object> otherValues() {
        return Stream.of(
                DayOfWeek.FRIDAY,
                TimeUnit.NANOSECONDS,
                Shape.ROUND,
                int.class,
                void.class,
                String.class,
                int[][].class,
                Map.Entry[].class,
                Shape.class,
                ScalarsTest.class,
                Period.ofDays(3),
                ZonedDateTime.of(2025, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")),
                Locale.GERMANY,
                Currency.getInstance("EUR"));
    }

    @ParameterizedTest
    @MethodSource({"values", "otherValues"})
    void decode_encoded_isEqualAndOfSameClass(Object value) {
        RoundTrip.keeps(value);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                -1,
                -16,
                -17,
                111,
                112,
                127,
                128,
                8191,
                8192,
                -65_536,
                1 << 30,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE
            })
    void decode_encodedInteger_isEqual(int value) {
        RoundTrip.keeps(value);
    }

    @Test
    void encode_smallInteger_takesTwoBytes() {
        assertThat(Codec.standard().toBytes(7)).hasSize(2);
    }

    @Test
    void decode_floatingPointBits_areKept() {
        double odd = Double.longBitsToDouble(0x7FF8_0000_0000_1234L);
        assertThat(Double.doubleToRawLongBits(RoundTrip.of(odd))).isEqualTo(0x7FF8_0000_0000_1234L);
    }

    @Test
    void decode_enumConstantWithBody_isTheConstant() {
        assertThat(RoundTrip.of(Shape.POINTED)).isSameAs(Shape.POINTED);
        assertThat(Shape.POINTED.toString()).isEqualTo("a body of its own");
    }

    @Test
    void decode_enumThatOverridesName_isTheConstant() {
        assertThat(RoundTrip.of(TimeUnit.DAYS)).isSameAs(TimeUnit.DAYS);
    }

    private enum Shape {
        ROUND,
        POINTED {
            @Override
            public String toString() {
                return "a body of its own";
            }
        }
    }
}
