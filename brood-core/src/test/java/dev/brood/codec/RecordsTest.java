package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.DecodingException;
import dev.brood.EncodingException;

import org.junit.jupiter.api.Test;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class RecordsTest {

    private record Empty() {}

    private record Primitives(
            boolean z, byte b, short s, char c, int i, long j, float f, double d) {}

    private record Pair<A, B>(A first, B second) {}

    @SuppressWarnings("ArrayRecordComponent") // they travel too
    private record Many(String name, int... numbers) {}

    private record Point(int x, int y) implements Serializable {}

    record Tree(String label, List<Tree> branches, Optional<Tree> graft) {}

    private record Guarded(int low, int high) {
        Guarded {
            if (low > high) {
                throw new IllegalArgumentException("low " + low + " above high " + high);
            }
        }

        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public int low() {
            return lowAsSent < Integer.MAX_VALUE ? low : lowAsSent;
        }

        private static int lowAsSent;
    }

    private record Leaky(String name) {
        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public String name() {
            throw new IllegalStateException("no name today");
        }
    }

    private record Masked(String secret) implements Serializable {
        @Serial
        private Object writeReplace() {
            return "masked";
        }
    }

    private record Interned(String name) implements Serializable {
        private static final Interned ONE = new Interned("one");

        @Serial
        private Object readResolve() {
            return ONE;
        }
    }

    @Test
    void decode_record_isEqual() {
        RoundTrip.keeps(new Empty());
        RoundTrip.keeps(new Primitives(true, (byte) -1, (short) -2, '€', -3, -4, -0.5f, 0.25));
        RoundTrip.keeps(
                new Primitives(
                        false,
                        Byte.MIN_VALUE,
                        Short.MIN_VALUE,
                        Character.MAX_VALUE,
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        Float.NaN,
                        Double.MIN_VALUE));
        RoundTrip.keeps(new Pair<>("a", new Pair<>(null, List.of(new Point(1, 2)))));
        RoundTrip.keeps(new Point(Integer.MAX_VALUE, 0));
        RoundTrip.keeps(
                new Tree(
                        "r",
                        List.of(new Tree("b", List.of(), Optional.empty())),
                        Optional.of(new Tree("g", List.of(), Optional.empty()))));
        RoundTrip.keeps(Map.of(new Point(1, 2), new Pair<>(1, 2)));
    }

    @Test
    void decode_varargsRecord_isEqual() {
        Many arrived = RoundTrip.of(new Many("n", 1, 2, 3));
        assertThat(arrived.name()).isEqualTo("n");
        assertThat(arrived.numbers()).containsExactly(1, 2, 3);
    }

    @Test
    void decode_localRecord_isEqual() {
        record Local(int x) {}
        RoundTrip.keeps(new Local(5));
    }

    @Test
    void encode_listOfRecords_namesTheClassOnce() {
        List<Point> points = List.of(new Point(1, 1), new Point(2, 2), new Point(3, 3));
        assertThat(Codec.standard().toBytes(points)).hasSizeLessThan(70);
    }

    @Test
    void decode_recordThatReplacesItself_isReplaced() {
        Object masked = new Masked("x");
        assertThat(RoundTrip.of(Codec.standard(), masked)).isEqualTo("masked");
        assertThat(RoundTrip.of(new Interned("two"))).isSameAs(Interned.ONE);
    }

    @Test
    void decode_whereReflectionIsSlow_worksByHandles() throws Exception {
        String output =
                ChildJvm.run(
                        new byte[0],
                        List.of(
                                "-Djdk.reflect.useNativeAccessorOnly=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CodecChild.class.getName(),
                                "records"));
        assertThat(output.lines())
                .containsExactly(
                        "handles true, equal 60000",
                        "Strict[low=1, other=x]",
                        "item → component 'low' → the accessor threw"
                                + " java.lang.IllegalStateException: seven",
                        "item → the constructor of record dev.brood.codec.CodecChild$Strict threw"
                                + " java.lang.IllegalArgumentException: low is -8");
    }

    @Test
    void encode_accessorThatThrows_failsAtItsComponent() {
        assertThatThrownBy(() -> Codec.standard().toBytes("item", List.of(new Leaky("x"))))
                .isInstanceOf(EncodingException.class)
                .hasMessage(
                        "item → [0] → component 'name' → the accessor threw"
                                + " java.lang.IllegalStateException: no name today")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void decode_constructorThatThrows_fails() {
        Guarded.lowAsSent = Integer.MAX_VALUE;
        byte[] bytes;
        try {
            bytes = Codec.standard().toBytes(new Guarded(1, 2));
        } finally {
            Guarded.lowAsSent = 0;
        }
        assertThatThrownBy(() -> Codec.standard().fromBytes("item", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessage(
                        "item → the constructor of record dev.brood.codec.RecordsTest$Guarded threw"
                            + " java.lang.IllegalArgumentException: low 2147483647 above high 2")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }
}
