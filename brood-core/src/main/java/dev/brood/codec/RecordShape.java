package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;

/// The components of a record class and how to get at them.
///
/// By core reflection, which costs a young JVM little; later, where that pays, by [RecordHandles].
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

    // Two threads may both make the handles, and a count may be lost: neither matters.
    private int uses;
    private @Nullable RecordHandles handles;

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

    /// Returns the name of a component, for messages.
    String name(int index) {
        return accessors[index].getName();
    }

    /// Returns the first character of the descriptor of a component's type.
    char kind(int index) {
        return kinds[index];
    }

    @Nullable Object get(Object owner, int index) {
        RecordHandles known = handles;
        try {
            return known == null ? accessors[index].invoke(owner) : known.get(owner, index);
        } catch (InvocationTargetException e) {
            throw CodecFailure.by("the accessor", e.getCause());
        } catch (Throwable e) {
            throw CodecFailure.by("the accessor", e);
        }
    }

    /// Counts a record that is written or made.
    void use() {
        if (RecordHandles.USEFUL && handles == null && ++uses >= RecordHandles.PATIENCE) {
            try {
                handles = new RecordHandles(constructor, accessors);
            } catch (IllegalAccessException e) {
                uses = Integer.MIN_VALUE; // reflection goes on working
            }
        }
    }

    @Override
    public Object make(@Nullable Object[] parts) {
        use();
        RecordHandles known = handles;
        try {
            return known == null ? constructor.newInstance(parts) : known.make(parts);
        } catch (InvocationTargetException e) {
            throw CodecFailure.by("the constructor of record " + type.getName(), e.getCause());
        } catch (Throwable e) {
            throw CodecFailure.by("the constructor of record " + type.getName(), e);
        }
    }
}
