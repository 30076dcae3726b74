package dev.brood.codec;

import org.jspecify.annotations.Nullable;

/// Records: primitive components bare, others as values.
final class RecordForm extends Form {
    private final RecordShape shape;

    RecordForm(RecordShape shape) {
        this.shape = shape;
    }

    @Override
    void write(Encoder out, Object value) {
        if (!out.begin(value, Tag.RECORD)) {
            return;
        }
        out.descriptor(shape);
        shape.use();
        int index = 0;
        try {
            for (; index < shape.size(); index++) {
                write(shape.kind(index), shape.get(value, index), out);
            }
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, step(shape, index));
        }
        out.end();
    }

    private static void write(char kind, @Nullable Object component, Encoder out) {
        if (component == null || kind == 'L' || kind == '[') {
            out.write(component);
            return;
        }
        ByteSink bytes = out.bytes();
        switch (kind) {
            case 'I' -> bytes.zigzag((int) (Integer) component);
            case 'J' -> bytes.zigzag((long) (Long) component);
            case 'D' -> bytes.int64(Double.doubleToRawLongBits((Double) component));
            case 'F' -> bytes.int32(Float.floatToRawIntBits((Float) component));
            case 'Z' -> bytes.put((Boolean) component ? 1 : 0);
            case 'B' -> bytes.put((Byte) component);
            case 'S' -> bytes.zigzag((short) (Short) component);
            default -> bytes.varint((Character) component);
        }
    }

    static Object read(Decoder in) {
        int number = in.reserve();
        if (!(in.descriptor() instanceof RecordShape shape)) {
            throw new CodecFailure("damaged bytes: something else where a record is named");
        }
        @Nullable Object[] components = new @Nullable Object[shape.size()];
        int index = 0;
        in.deeper();
        try {
            for (; index < components.length; index++) {
                components[index] = read(shape.kind(index), in);
            }
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, step(shape, index));
        }
        in.end();
        return in.make(shape, number, components);
    }

    private static @Nullable Object read(char kind, Decoder in) {
        ByteSource bytes = in.bytes();
        return switch (kind) {
            case 'I' -> bytes.zigzag();
            case 'J' -> bytes.zigzagLong();
            case 'D' -> Double.longBitsToDouble(bytes.int64());
            case 'F' -> Float.intBitsToFloat(bytes.int32());
            case 'Z' -> bytes.get() != 0;
            case 'B' -> (byte) bytes.get();
            case 'S' -> (short) bytes.zigzag();
            case 'C' -> (char) bytes.varint();
            default -> in.read();
        };
    }

    private static String step(RecordShape shape, int index) {
        return "component '" + shape.name(index) + "'";
    }
}
