package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;

/// Arrays of references.
final class ObjectArrays extends Form {
    private final Class<?> component;

    ObjectArrays(Class<?> component) {
        this.component = component;
    }

    @Override
    boolean madeFirst() {
        return true;
    }

    @Override
    void write(Encoder out, Object value) {
        boolean plain = component == Object.class;
        if (!out.begin(value, plain ? Tag.OBJECTS : Tag.ARRAY)) {
            return;
        }
        if (!plain) {
            out.descriptor(TypeDescriptor.of(component));
        }
        @Nullable Object[] array = (@Nullable Object[]) value;
        out.bytes().varint(array.length);
        int index = 0;
        try {
            for (; index < array.length; index++) {
                out.write(array[index]);
            }
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "[" + index + "]");
        }
        out.end();
    }

    static Object read(int tag, Decoder in) {
        int number = in.reserve();
        Class<?> component = tag == Tag.OBJECTS ? Object.class : in.type();
        int length = in.bytes().count(1);
        if (component.isPrimitive()) {
            throw new CodecFailure("damaged bytes: values of " + component + " in an array");
        }
        @Nullable Object[] array = (@Nullable Object[]) Array.newInstance(component, length);
        in.screen(array.getClass(), length);
        in.number(number, array);
        int index = 0;
        in.deeper();
        try {
            for (; index < length; index++) {
                Object element = in.read();
                if (element instanceof Pending pending) {
                    putAtLast(array, index, pending, in);
                } else {
                    array[index] = element;
                }
            }
        } catch (ArrayStoreException e) {
            throw CodecFailure.at(
                    new CodecFailure("damaged bytes: not a " + component.getTypeName(), e),
                    "[" + index + "]");
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "[" + index + "]");
        }
        in.end();
        return array;
    }

    static void putAtLast(@Nullable Object[] array, int index, Pending pending, Decoder in) {
        in.atLast(
                new Runnable() {
                    @Override
                    public void run() {
                        array[index] = pending.settle();
                    }
                });
    }
}
