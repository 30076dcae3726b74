package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Primitive arrays: small ones inside the head, large ones beside it.
final class PrimitiveArrays extends Form {
    private final AttachmentKind kind;

    PrimitiveArrays(AttachmentKind kind) {
        this.kind = kind;
    }

    @Override
    boolean madeFirst() {
        return true;
    }

    @Override
    void write(Encoder out, Object array) {
        int length = kind.length(array);
        long size = (long) length * kind.elementBytes();
        boolean attached = out.attaches(size);
        if (!out.begin(array, (attached ? Tag.ATTACHED : Tag.INLINE) + kind.code())) {
            return;
        }
        ByteSink bytes = out.bytes();
        if (attached) {
            bytes.varint(out.attach(array));
            bytes.varint(length);
        } else {
            bytes.varint(length);
            if (size > Integer.MAX_VALUE) {
                throw new CodecFailure("larger than 2 GiB when encoded: send it in parts");
            }
            int at = bytes.claim((int) size);
            copy(kind, array, bytes.bytes(), at, (int) size);
        }
        out.end();
    }

    static Object read(int tag, Decoder in) {
        AttachmentKind kind = AttachmentKind.of(tag & 7);
        ByteSource bytes = in.bytes();
        Object array;
        if (tag < Tag.ATTACHED) {
            int length = bytes.varint();
            in.screen(kind.newArray(0).getClass(), length);
            array = read(kind, length, bytes);
        } else {
            array = attached(kind, in);
        }
        in.number(in.reserve(), array);
        return array;
    }

    private static Object attached(AttachmentKind kind, Decoder in) {
        int index = in.bytes().varint();
        int length = in.bytes().varint();
        @Nullable Object array = in.attachment(index);
        Class<?> type = kind.newArray(0).getClass();
        if (array == null || array.getClass() != type || kind.length(array) != length) {
            throw new CodecFailure(
                    "attachment "
                            + index
                            + " should be a "
                            + type.getTypeName()
                            + " of length "
                            + length
                            + ", was "
                            + (array == null ? "not given" : Describe.array(array)));
        }
        in.screen(type, length);
        return array;
    }

    /// Reads the elements of an array.
    static Object read(AttachmentKind kind, int length, ByteSource bytes) {
        if (length < 0 || length > bytes.remaining() / kind.elementBytes()) {
            throw new CodecFailure(
                    "damaged bytes: "
                            + Integer.toUnsignedString(length)
                            + " elements claimed where "
                            + bytes.remaining()
                            + " bytes are left");
        }
        Object array = kind.newArray(length);
        int at = bytes.take(length * kind.elementBytes());
        if (array instanceof byte[] target) {
            System.arraycopy(bytes.bytes(), at, target, 0, length);
        } else if (array instanceof boolean[] target) {
            for (int i = 0; i < length; i++) {
                target[i] = bytes.bytes()[at + i] != 0;
            }
        } else {
            fill(array, view(bytes.bytes(), at, length * kind.elementBytes()));
        }
        return array;
    }

    private static void fill(Object array, ByteBuffer view) {
        if (array instanceof int[] target) {
            view.asIntBuffer().get(target);
        } else if (array instanceof long[] target) {
            view.asLongBuffer().get(target);
        } else if (array instanceof double[] target) {
            view.asDoubleBuffer().get(target);
        } else if (array instanceof float[] target) {
            view.asFloatBuffer().get(target);
        } else if (array instanceof char[] target) {
            view.asCharBuffer().get(target);
        } else {
            view.asShortBuffer().get((short[]) array);
        }
    }

    /// Copies the elements of an array among bytes.
    ///
    /// @return where the bytes end
    static int copy(Object array, byte[] target, int at) {
        AttachmentKind kind = AttachmentKind.of(array);
        int size = kind.length(array) * kind.elementBytes();
        copy(kind, array, target, at, size);
        return at + size;
    }

    private static void copy(AttachmentKind kind, Object array, byte[] target, int at, int size) {
        switch (kind) {
            case BYTE -> System.arraycopy(array, 0, target, at, size);
            case BOOLEAN -> {
                boolean[] source = (boolean[]) array;
                for (int i = 0; i < source.length; i++) {
                    target[at + i] = (byte) (source[i] ? 1 : 0);
                }
            }
            case SHORT -> view(target, at, size).asShortBuffer().put((short[]) array);
            case CHAR -> view(target, at, size).asCharBuffer().put((char[]) array);
            case INT -> view(target, at, size).asIntBuffer().put((int[]) array);
            case LONG -> view(target, at, size).asLongBuffer().put((long[]) array);
            case FLOAT -> view(target, at, size).asFloatBuffer().put((float[]) array);
            case DOUBLE -> view(target, at, size).asDoubleBuffer().put((double[]) array);
        }
    }

    private static ByteBuffer view(byte[] bytes, int at, int size) {
        return ByteBuffer.wrap(bytes, at, size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
