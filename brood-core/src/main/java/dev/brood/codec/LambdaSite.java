package dev.brood.codec;

import dev.brood.Action;
import dev.brood.Fn;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.SerializedLambda;
import java.util.Arrays;

/// The place in the code that a lambda comes from: what [SerializedLambda] says of it, but for the
/// captured values. Content of the descriptor, after the kind:
///
/// ```text
///   byte: face         0, or which of Brood's interfaces it implements, and nothing else
///   byte: method kind  as in java.lang.invoke.MethodHandleInfo
///   varint: captured   how many values the lambda captures
///   string             the capturing class (names have slashes, as in class files)
///   string             the class of the implementing method, empty if it is the same
///   string, string     the implementing method: name, descriptor
///   string             the interface's method type as instantiated
///   3 × string         if face is 0: the interface, its method: name, descriptor
/// ```
final class LambdaSite extends Descriptor {
    static final int OTHER = 0;
    static final int TASK = 1;
    static final int ACTION = 2;
    static final int FN = 3;

    private static final Class<?>[] FACES = {Object.class, Task.class, Action.class, Fn.class};
    private static final String[] FACE_NAMES = {
        "", "dev/brood/Task", "dev/brood/Action", "dev/brood/Fn"
    };
    private static final String[] FACE_METHODS = {"", "call", "perform", "apply"};
    private static final String[] FACE_SIGNATURES = {
        "", "()Ljava/lang/Object;", "()V", "(Ljava/lang/Object;)Ljava/lang/Object;"
    };

    private final int face;
    private final int methodKind;
    private final int captured;
    private final String capturingClass;
    private final String implClass;
    private final String implMethod;
    private final String implSignature;
    private final String instantiated;
    private final String interfaceName;
    private final String interfaceMethod;
    private final String interfaceSignature;

    /// Set while the site is resolved, before anyone else sees it.
    private @Nullable LambdaTarget target;

    /// Reads the content.
    LambdaSite(byte[] content) {
        super(content);
        ByteSource source = new ByteSource(content, 1, content.length);
        face = source.get();
        methodKind = source.get();
        captured = source.varint();
        capturingClass = source.string();
        String other = source.string();
        implClass = other.isEmpty() ? capturingClass : other;
        implMethod = source.string();
        implSignature = source.string();
        instantiated = source.string();
        if (face < OTHER || face > FN || captured < 0) {
            throw new CodecFailure("damaged bytes: a lambda of an unknown kind");
        }
        interfaceName = face == OTHER ? source.string() : FACE_NAMES[face];
        interfaceMethod = face == OTHER ? source.string() : FACE_METHODS[face];
        interfaceSignature = face == OTHER ? source.string() : FACE_SIGNATURES[face];
    }

    /// Describes the site of a lambda.
    ///
    /// @param interfaces what the class of the lambda implements; empty if that is not known
    static LambdaSite of(SerializedLambda form, Class<?>... interfaces) {
        int face = face(form, interfaces);
        ByteSink sink = new ByteSink();
        sink.put(LAMBDA);
        sink.put(face);
        sink.put(form.getImplMethodKind());
        sink.varint(form.getCapturedArgCount());
        sink.string(form.getCapturingClass());
        boolean same = form.getImplClass().equals(form.getCapturingClass());
        sink.string(same ? "" : form.getImplClass());
        sink.string(form.getImplMethodName());
        sink.string(form.getImplMethodSignature());
        sink.string(form.getInstantiatedMethodType());
        if (face == OTHER) {
            sink.string(form.getFunctionalInterfaceClass());
            sink.string(form.getFunctionalInterfaceMethodName());
            sink.string(form.getFunctionalInterfaceMethodSignature());
        }
        return new LambdaSite(Arrays.copyOf(sink.bytes(), sink.position()));
    }

    /// A lambda cast to one of Brood's interfaces and to a marker interface besides is an `OTHER`:
    /// only its own class can make one that has both.
    private static int face(SerializedLambda form, Class<?>... interfaces) {
        for (int face = TASK; face <= FN; face++) {
            if (interfaces.length == 1
                    && interfaces[0] == FACES[face]
                    && form.getFunctionalInterfaceClass().equals(FACE_NAMES[face])
                    && form.getFunctionalInterfaceMethodName().equals(FACE_METHODS[face])
                    && form.getFunctionalInterfaceMethodSignature().equals(FACE_SIGNATURES[face])) {
                return face;
            }
        }
        return OTHER;
    }

    /// Finds the site in its class, unless it was found before.
    LambdaSite resolved(Class<?> capturing) {
        return LambdaTarget.resolved(this, capturing);
    }

    void target(LambdaTarget found) {
        target = found;
    }

    LambdaTarget target() {
        if (target == null) {
            throw new IllegalStateException("the site " + this + " is not resolved");
        }
        return target;
    }

    SerializedLambda form(Class<?> capturing, @Nullable Object[] values) {
        return new SerializedLambda(
                capturing,
                interfaceName,
                interfaceMethod,
                interfaceSignature,
                methodKind,
                implClass,
                implMethod,
                implSignature,
                instantiated,
                values);
    }

    @Override
    void screen(Decoder in) {
        target().screen(in);
    }

    int face() {
        return face;
    }

    int captured() {
        return captured;
    }

    String capturingClass() {
        return capturingClass;
    }

    String implClass() {
        return implClass;
    }

    String implMethod() {
        return implMethod;
    }

    String implSignature() {
        return implSignature;
    }

    String interfaceName() {
        return interfaceName;
    }

    @Override
    public String toString() {
        return implClass.replace('/', '.') + "::" + implMethod;
    }
}
