package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.DecodingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

final class ArraysTest {

    static Stream<Arguments> arrays() {
        return Stream.<Object>of(
                        new Object[0],
                        new Object[] {1, null, "x", new Object[] {2}},
                        new String[] {"a", null},
                        new int[][] {{1, 2}, {}, null},
                        new Integer[][][] {{{1}}},
                        new Comparable<?>[] {1, "x"},
                        new List<?>[] {List.of(1)})
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void decode_array_isEqualAndOfSameClass(Object[] array) {
        Object[] arrived = RoundTrip.of(array);
        assertThat(Arrays.deepEquals(arrived, array)).isTrue();
        assertThat(arrived.getClass()).isSameAs(array.getClass());
    }

    @ParameterizedTest
    @EnumSource
    void decode_primitiveArray_isEqual(AttachmentKind kind) {
        for (int length : new int[] {0, 1, 2, 7, 100, 511, 512, 4095, 4096, 5000}) {
            Object array = kind.newArray(length);
            for (int i = 0; i < length; i++) {
                set(array, i);
            }
            Object arrived = RoundTrip.of(array);
            assertThat(Arrays.deepEquals(new Object[] {arrived}, new Object[] {array})).isTrue();
            Object flat = Codec.standard().fromBytes(Codec.standard().toBytes(array));
            assertThat(Arrays.deepEquals(new Object[] {flat}, new Object[] {array})).isTrue();
        }
    }

    private static void set(Object array, int index) {
        int value = index * 0x01010101 + 77;
        switch (array) {
            case boolean[] target -> target[index] = (value & 4) != 0;
            case byte[] target -> target[index] = (byte) value;
            case short[] target -> target[index] = (short) value;
            case char[] target -> target[index] = (char) value;
            case int[] target -> target[index] = value;
            case long[] target -> target[index] = value * 0x1_0000_0001L;
            case float[] target -> target[index] = value / 3f;
            case double[] target -> target[index] = value / 3d;
            default -> throw new AssertionError(array);
        }
    }

    @ParameterizedTest
    @EnumSource
    void encode_largeArray_isAttachedAsItIs(AttachmentKind kind) {
        Object array = kind.newArray(Encoder.ATTACHED_FROM);
        try (Encoded encoded = Codec.standard().encode("value", List.of("x", array))) {
            assertThat(encoded.attachments()).isEqualTo(1);
            assertThat(encoded.attachment(0)).isSameAs(array);
            assertThat(encoded.kind(0)).isSameAs(kind);
            assertThat(encoded.headLength()).isLessThan(20);
            assertThat(encoded.totalBytes())
                    .isEqualTo(
                            encoded.headLength()
                                    + (long) Array.getLength(array) * kind.elementBytes());
            Object other = kind.newArray(Encoder.ATTACHED_FROM);
            List<?> arrived =
                    (List<?>)
                            Codec.standard()
                                    .decode("v", encoded.head(), 0, encoded.headLength(), other);
            assertThat(arrived.get(1)).isSameAs(other);
        }
    }

    @Test
    void encode_arrayBelowThreshold_isInline() {
        try (Encoded encoded = Codec.standard().encode("value", new byte[4095])) {
            assertThat(encoded.attachments()).isZero();
        }
    }

    @Test
    void encode_manyLargeArrays_attachesEachOnce() {
        byte[][] arrays = new byte[20][5000];
        arrays[19] = arrays[0];
        byte[][] arrived = RoundTrip.of(arrays);
        assertThat(arrived[19]).isSameAs(arrived[0]);
        assertThat(arrived[18]).isNotSameAs(arrived[0]);
        try (Encoded encoded = Codec.standard().encode("value", arrays)) {
            assertThat(encoded.attachments()).isEqualTo(19);
        }
    }

    @Test
    void encode_largeArrayInSerializableObject_isAttached() {
        Picture picture = new Picture();
        picture.pixels[17] = 5;
        try (Encoded encoded = Codec.standard().encode("value", picture)) {
            assertThat(encoded.attachment(0)).isSameAs(picture.pixels);
        }
        assertThat(RoundTrip.of(picture).pixels).isEqualTo(picture.pixels);
    }

    @Test
    void decode_attachmentOfOtherLength_fails() {
        try (Encoded encoded = Codec.standard().encode("value", new int[2000])) {
            byte[] head = encoded.head();
            int length = encoded.headLength();
            assertThatThrownBy(
                            () -> Codec.standard().decode("item", head, 0, length, new int[1999]))
                    .isInstanceOf(DecodingException.class)
                    .hasMessage(
                            "item → attachment 0 should be a int[] of length 2000, was int[] of"
                                    + " length 1999");
            assertThatThrownBy(() -> Codec.standard().decode("item", head, 0, length))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageEndingWith("was not given");
        }
    }

    @Test
    void of_code_isTheKind() {
        for (AttachmentKind kind : AttachmentKind.values()) {
            assertThat(AttachmentKind.of(kind.code())).isSameAs(kind);
            assertThat(AttachmentKind.of(kind.newArray(1))).isSameAs(kind);
        }
        assertThatThrownBy(() -> AttachmentKind.of(8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the code of a kind of array must be from 0 to 7, was 8");
    }

    @Test
    void of_objectArray_isRefused() {
        assertThatThrownBy(() -> AttachmentKind.of(new String[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "an attachment must be a primitive array, its component type was class"
                                + " java.lang.String");
    }

    private static final class Picture implements Serializable {
        private static final long serialVersionUID = 1;
        private final int[] pixels = new int[10_000];
    }
}
