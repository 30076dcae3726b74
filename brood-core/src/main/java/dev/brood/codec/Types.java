package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Turns the names in messages into classes, through a [ClassFinder] and a memory.
final class Types {
    private static final Class<?>[] PRIMITIVES = {
        boolean.class,
        byte.class,
        short.class,
        char.class,
        int.class,
        long.class,
        float.class,
        double.class,
        void.class
    };
    private static final String PRIMITIVE_CODES = "ZBSCIJFDV";
    private static final int MOST_DIMENSIONS = 255;

    private final ClassFinder finder;
    private final @Nullable Permit permit;
    private final DescriptorCache cache = new DescriptorCache();

    /// @param permit what to ask about each name; null to trust the bytes
    Types(ClassFinder finder, @Nullable Permit permit) {
        this.finder = finder;
        this.permit = permit;
    }

    @Nullable Permit permit() {
        return permit;
    }

    /// Reads the bytes of a descriptor and resolves them.
    Descriptor descriptor(ByteSource source) {
        int hash = source.int32();
        int length = source.count(1);
        int from = source.take(length);
        Object scope = scope();
        @Nullable Descriptor known = cache.find(hash, source.bytes(), from, length, scope);
        if (known != null) {
            return known;
        }
        Descriptor resolved = resolve(Arrays.copyOfRange(source.bytes(), from, from + length));
        // Damaged bytes may carry a wrong hash; remembering them would only waste a slot.
        if (resolved.hash() == hash) {
            cache.remember(hash, resolved, scope);
        }
        return resolved;
    }

    /// Returns the class of a name as [Class#getName()] gives it.
    Class<?> named(String name) {
        try {
            return load(name);
        } catch (ClassNotFoundException e) {
            throw new CodecFailure("class " + name + " is not found here", e);
        } catch (LinkageError e) {
            throw new CodecFailure("class " + name + " cannot be loaded here: " + e, e);
        }
    }

    /// Returns the class of a name as [Class#getName()] gives it.
    Class<?> load(String name) throws ClassNotFoundException {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions > MOST_DIMENSIONS) {
            throw new CodecFailure("damaged bytes: an array of " + dimensions + " dimensions");
        }
        Class<?> type = dimensions == 0 ? simple(name) : component(name, dimensions);
        for (int i = 0; i < dimensions; i++) {
            type = Array.newInstance(type, 0).getClass();
        }
        return type;
    }

    /// Does what [Class#descriptorString()] does, which loads the classes of `java.lang.constant`.
    static String descriptor(Class<?> type) {
        for (int i = 0; i < PRIMITIVES.length; i++) {
            if (PRIMITIVES[i] == type) {
                return PRIMITIVE_CODES.substring(i, i + 1);
            }
        }
        String name = type.getName().replace('.', '/');
        return type.isArray() ? name : "L" + name + ";";
    }

    private Class<?> component(String name, int dimensions) throws ClassNotFoundException {
        int last = name.length() - 1;
        if (dimensions == last) {
            int code = PRIMITIVE_CODES.indexOf(name.charAt(last));
            if (code >= 0 && PRIMITIVES[code] != void.class) {
                return PRIMITIVES[code];
            }
        } else if (dimensions < last && name.charAt(dimensions) == 'L' && name.endsWith(";")) {
            return find(name.substring(dimensions + 1, last));
        }
        throw new CodecFailure("damaged bytes: '" + name + "' is no name of a class");
    }

    private Class<?> simple(String name) throws ClassNotFoundException {
        if (name.length() <= "boolean".length() && name.indexOf('.') < 0) {
            for (Class<?> primitive : PRIMITIVES) {
                if (primitive.getName().equals(name)) {
                    return primitive;
                }
            }
        }
        return find(name);
    }

    /// All names that bytes give of classes come by here.
    private Class<?> find(String name) throws ClassNotFoundException {
        if (permit == null) {
            return finder.find(name);
        }
        permit.name(name);
        Class<?> type = finder.find(name);
        permit.loaded(type);
        return type;
    }

    private Descriptor resolve(byte[] content) {
        ByteSource source = new ByteSource(content, 0, content.length);
        int kind = source.get();
        return switch (kind) {
            case Descriptor.TYPE -> TypeDescriptor.of(named(rest(source)));
            case Descriptor.SHAPE -> {
                int hash = source.int32();
                yield RecordShape.of(named(rest(source)), hash);
            }
            case Descriptor.LAMBDA -> {
                LambdaSite site = new LambdaSite(content);
                String capturing = site.capturingClass().replace('/', '.');
                if (permit != null) {
                    permit.code(capturing);
                }
                yield site.resolved(named(capturing));
            }
            default -> throw new CodecFailure("damaged bytes: a descriptor of kind " + kind);
        };
    }

    private static String rest(ByteSource content) {
        int length = content.remaining();
        return new String(content.bytes(), content.take(length), length, StandardCharsets.UTF_8);
    }

    private Object scope() {
        if (finder != ContextFinder.INSTANCE) {
            return this;
        }
        @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? this : context;
    }
}
