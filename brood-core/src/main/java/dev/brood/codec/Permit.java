package dev.brood.codec;

import dev.brood.AllowedClasses;

import java.lang.invoke.SerializedLambda;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What bytes of strangers may do: nothing but name some classes. Every way from bytes to a class
/// or to code asks here first; a decoder of trusted bytes has none and asks nobody.
///
/// | what bytes may name | asked before |
/// |---|---|
/// | a class: of an enum, record, array, literal, or in Java serialization | it is loaded |
/// | a lambda, compact or in Java serialization | its class is loaded |
/// | a [Reference] | its class is made or resolved |
/// | a value a second time, within a set or a key | that is hashed |
///
/// The last is for sets like `s2 = {s1, {s1}}`, `s3 = {s2, {s2}}`…: few bytes, whose hash code
/// takes longer than the sun will shine.
final class Permit {
    private static final Set<Class<?>> LEAVES =
            Set.of(
                    String.class,
                    Integer.class,
                    Long.class,
                    Double.class,
                    Float.class,
                    Boolean.class,
                    Byte.class,
                    Short.class,
                    Character.class,
                    java.math.BigInteger.class,
                    java.math.BigDecimal.class,
                    java.util.UUID.class,
                    java.net.URI.class);

    private final AllowedClasses allowed;

    Permit(AllowedClasses allowed) {
        this.allowed = allowed;
    }

    /// Checks a class before it is loaded.
    void name(String name) {
        if (name.equals(SerializedLambda.class.getName())) {
            throw new CodecFailure("a lambda is code, and may not come in Java serialization");
        }
        if (!allowed.allows(name)) {
            throw new CodecFailure(
                    "class "
                            + name
                            + " is not allowed from this peer; if it should be:"
                            + " LinkOptions.allowing(AllowedClasses.basic().and("
                            + name.replace('$', '.')
                            + ".class))");
        }
    }

    /// Checks a class that was loaded.
    void loaded(Class<?> type) {
        if (Reference.class.isAssignableFrom(type)) {
            throw reference();
        }
    }

    /// Checks a lambda before its class is loaded.
    void code(String capturing) {
        if (!allowed.allowsCodeOf(capturing)) {
            throw new CodecFailure(
                    "a lambda of class "
                            + capturing
                            + " is code, and not allowed from this peer; if it should be:"
                            + " LinkOptions.allowing(AllowedClasses.basic().andCodeOf("
                            + capturing.replace('$', '.')
                            + ".class))");
        }
    }

    static CodecFailure reference() {
        return new CodecFailure(
                "a queue, lock or other handle means something in its own tree only, and is not"
                        + " allowed from this peer: share it with a manager");
    }

    /// Checks a value that is about to be hashed and that has been met before: one that has parts
    /// may have them without end.
    static void hashedAgain(Object value) {
        if (value instanceof Collection<?>
                || value instanceof Map<?, ?>
                || value instanceof Map.Entry<?, ?>
                || value instanceof Optional<?>
                || value instanceof Pending
                || (value instanceof Record && !isFlat(value.getClass()))) {
            throw new CodecFailure(
                    "a "
                            + Describe.type(value)
                            + " is in two places, one of them in a set or a key of a map: from"
                            + " this peer it must be a copy there, as hashing may take for ever");
        }
    }

    private static boolean isFlat(Class<?> record) {
        for (var component : record.getRecordComponents()) {
            Class<?> type = component.getType();
            if (!(type.isPrimitive()
                    || type.isEnum()
                    || type.isArray()
                    || LEAVES.contains(type)
                    || type.getPackageName().equals("java.time"))) {
                return false;
            }
        }
        return true;
    }
}
