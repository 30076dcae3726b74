package dev.brood.codec;

import dev.brood.Fn;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The components of a record class and how to get at them.
///
/// By a [NestMate]; where there can be none, because the class is of another module, by core
/// reflection.
final class RecordShape extends Descriptor implements Maker {
    private static final ClassValue<RecordShape> KNOWN =
            new ClassValue<>() {
                @Override
                protected RecordShape computeValue(Class<?> type) {
                    return new RecordShape(type, type.getRecordComponents());
                }
            };

    private final Class<?> type;
    private final int hash;
    private final Constructor<?> constructor;
    private final Method[] accessors;
    private final char[] kinds;

    private final MethodHandles.@Nullable Lookup lookup;

    // Two threads may both make them: that does not matter.
    private @Nullable Fn<@Nullable Object, @Nullable Object> creator;
    private @Nullable Fn<@Nullable Object, @Nullable Object> reader;

    private RecordShape(Class<?> type, RecordComponent[] components) {
        super(content(type, hash(components)));
        this.type = type;
        hash = hash(components);
        accessors = new Method[components.length];
        kinds = new char[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            accessors[i] = components[i].getAccessor();
            accessors[i].setAccessible(true);
            parameters[i] = components[i].getType();
            kinds[i] = Types.descriptor(parameters[i]).charAt(0);
        }
        try {
            constructor = type.getDeclaredConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
        constructor.setAccessible(true);
        lookup = NestMate.lookup(type);
    }

    /// Returns the shape of a record class.
    ///
    /// @throws java.lang.reflect.InaccessibleObjectException if its module does not open its
    ///   package
    static RecordShape of(Class<?> type) {
        return KNOWN.get(type);
    }

    /// Returns the shape of a class that bytes name, if it is the shape they were written with.
    static RecordShape of(Class<?> type, int hash) {
        if (!type.isRecord()) {
            throw new CodecFailure("class " + type.getName() + " is no record here");
        }
        RecordShape shape = of(type);
        if (shape.hash != hash) {
            throw new CodecFailure(
                    "record "
                            + type.getName()
                            + " has other components here than where it was encoded");
        }
        return shape;
    }

    private static int hash(RecordComponent[] components) {
        int hash = 1;
        for (RecordComponent component : components) {
            hash = 31 * hash + component.getName().hashCode();
            hash = 31 * hash + component.getType().getName().hashCode();
        }
        return hash;
    }

    private static byte[] content(Class<?> type, int hash) {
        byte[] name = type.getName().getBytes(StandardCharsets.UTF_8);
        byte[] content = new byte[5 + name.length];
        content[0] = SHAPE;
        for (int i = 0; i < 4; i++) {
            content[1 + i] = (byte) (hash >> (8 * i));
        }
        System.arraycopy(name, 0, content, 5, name.length);
        return content;
    }

    @Override
    void screen(Decoder in) {
        in.screen(type);
    }

    int size() {
        return kinds.length;
    }

    /// Returns the first character of the descriptor of a component's type.
    char kind(int index) {
        return kinds[index];
    }

    /// Returns the values of the components.
    ///
    /// @throws CodecFailure with the path to the component whose accessor throws
    @Nullable Object[] get(Object owner) {
        if (lookup == null) {
            return getByReflection(owner);
        }
        try {
            if (reader == null) {
                reader = NestMate.reader(lookup, accessors);
            }
            return (@Nullable Object[]) Objects.requireNonNull(reader.apply(owner));
        } catch (CodecFailure e) {
            throw e;
        } catch (Exception | Error _) {
            return getByReflection(owner); // which tells the component, if it throws again
        }
    }

    private @Nullable Object[] getByReflection(Object owner) {
        @Nullable Object[] values = new @Nullable Object[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            try {
                values[i] = accessors[i].invoke(owner);
            } catch (InvocationTargetException e) {
                CodecFailure failure = CodecFailure.by("the accessor", e.getCause());
                throw CodecFailure.at(failure, step(i));
            } catch (IllegalAccessException e) {
                throw CodecFailure.at(CodecFailure.by("the accessor", e), step(i));
            }
        }
        return values;
    }

    /// Returns the step of a path to a component.
    String step(int index) {
        return "component '" + accessors[index].getName() + "'";
    }

    @Override
    public Object make(@Nullable Object[] parts) {
        try {
            if (lookup == null) {
                return constructor.newInstance(parts);
            }
            if (creator == null) {
                creator = NestMate.creator(lookup, constructor);
            }
            return Objects.requireNonNull(creator.apply(parts));
        } catch (InvocationTargetException e) {
            throw CodecFailure.by("the constructor of record " + type.getName(), e.getCause());
        } catch (Throwable e) {
            throw CodecFailure.by("the constructor of record " + type.getName(), e);
        }
    }
}
