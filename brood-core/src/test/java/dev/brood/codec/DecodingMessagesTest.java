package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.DecodingException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What is said about bytes that can't be decoded.
final class DecodingMessagesTest {
    private static final Codec CODEC = Codec.standard();

    private record Point(int x, int y) {}

    private record Other(int x, int y) {}

    private static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;

        @Serial
        private void readObject(ObjectInputStream in) throws InvalidObjectException {
            throw new InvalidObjectException("not today");
        }
    }

    private static void assertMessage(Codec codec, byte[] bytes, String message) {
        assertThatThrownBy(() -> codec.fromBytes("result", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessage(message);
    }

    private static Codec renaming(Class<?> from, Class<?> to) {
        return CODEC.withClassFinder(name -> {
            if (!name.equals(from.getName())) {
                return Class.forName(name);
            }
            if (to == null) {
                throw new ClassNotFoundException(name);
            }
            return to;
        });
    }

    @Test
    void decode_missingClass_isNamedWithPath() {
        byte[] bytes = CODEC.toBytes(List.of(1, Map.of("k", new Point(1, 2))));
        assertMessage(
                renaming(Point.class, null),
                bytes,
                "result → [1] → ['k'] → class dev.brood.codec.DecodingMessagesTest$Point is not"
                        + " found here");
    }

    @Test
    void decode_missingClassInJavaSerialization_isNamed() {
        byte[] bytes = CODEC.toBytes(List.of(new Bean()));
        assertMessage(
                renaming(Bean.class, null),
                bytes,
                "result → [0] → class dev.brood.codec.DecodingMessagesTest$Bean is not found here");
    }

    @Test
    void decode_classThatIsSomethingElseHere_isNamed() {
        byte[] record = CODEC.toBytes(new Point(1, 2));
        assertMessage(
                renaming(Point.class, String.class),
                record,
                "result → class java.lang.String is no record here");
        byte[] constant = CODEC.toBytes(DayOfWeek.MONDAY);
        assertMessage(
                renaming(DayOfWeek.class, String.class),
                constant,
                "result → class java.lang.String is no enum here");
        assertMessage(
                renaming(DayOfWeek.class, Thread.State.class),
                constant,
                "result → enum java.lang.Thread$State has no constant 'MONDAY' here");
    }

    private record Shape(int x, long y) {}

    @Test
    void decode_recordOfOtherShape_isNamed() {
        byte[] bytes = CODEC.toBytes(new Point(1, 2));
        assertMessage(
                renaming(Point.class, Shape.class),
                bytes,
                "result → record dev.brood.codec.DecodingMessagesTest$Shape has other components"
                        + " here than where it was encoded");
        assertThat(renaming(Point.class, Other.class).fromBytes(bytes)).isEqualTo(new Other(1, 2));
    }

    @Test
    void decode_readObjectThatThrows_saysWhat() {
        assertMessage(
                CODEC,
                CODEC.toBytes(new Bean()),
                "result → it can't be read: java.io.InvalidObjectException: not today");
    }

    @Test
    void decode_otherVersion_isNamed() {
        assertMessage(
                CODEC,
                new byte[] {2, 0},
                "result → damaged bytes, or of another version of Brood: they begin with 2, not 1");
    }

    @Test
    void decode_damagedBytes_areCalledSo() {
        byte[] bytes = CODEC.toBytes(List.of("abc"));
        assertMessage(
                CODEC, new byte[0], "result → damaged bytes: they end in the middle of a value");
        assertMessage(
                CODEC,
                Arrays.copyOf(bytes, bytes.length + 2),
                "result → damaged bytes: 2 bytes after the end of the value");
        assertMessage(
                CODEC,
                Arrays.copyOf(bytes, bytes.length - 1),
                "result → [0] → damaged bytes: a text of 3 characters claimed where 2 bytes are"
                        + " left");
    }

    @Test
    void decode_absurdCounts_failBeforeAnythingIsAllocated() {
        byte[] list = {1, Tag.ARRAY_LIST, -1, -1, -1, -1, 7, 0};
        assertMessage(
                CODEC,
                list,
                "result → damaged bytes: 2147483647 elements claimed where 1 bytes are left");
        byte[] array = {1, Tag.INLINE + 5, -1, -1, -1, -1, 15, 0};
        assertMessage(
                CODEC,
                array,
                "result → damaged bytes: 4294967295 elements claimed where 1 bytes are left");
    }

    private record Sneaky(int hash) {
        @Override
        public int hashCode() {
            throw DecodingMessagesTest.<RuntimeException>unchecked(new IOException("from hash"));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what it is for
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void decode_undeclaredCheckedException_isACause() {
        byte[] set = CODEC.toBytes(Arrays.asList(1, new Sneaky(5)));
        set[1] = Tag.HASH_SET;
        assertThatThrownBy(() -> CODEC.fromBytes("item", set))
                .isInstanceOf(DecodingException.class)
                .hasMessage("item → java.io.IOException: from hash")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void decode_outsideOfTheArray_isACallersError() {
        assertThatThrownBy(() -> CODEC.decode("item", new byte[4], 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
