package dev.brood.codec;

import dev.brood.Fn;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a [LambdaSite] is in this JVM: the class, and how a lambda of the site can be had.
///
/// There are two ways. The compiler's method with the lambda's body can be called, by a [NestMate]
/// or, for a class of another module, by reflection, if the lambda is one of Brood's interfaces:
/// [DecodedLambda]. And the class can be asked for the real lambda, through the method
/// `$deserializeLambda$` that the compiler put into every class with serializable lambdas; it knows
/// the sites of its class and refuses others. The first way is as strict: it calls nothing but what
/// has the name that javac gives to bodies of serializable lambdas, is synthetic and private, and
/// in a class that has a `$deserializeLambda$`.
final class LambdaTarget implements Maker {
    private static final int MOST_SITES = 1000;

    /// Keeps what was resolved alive as long as its class, and no longer.
    private static final ClassValue<List<LambdaSite>> SITES =
            new ClassValue<>() {
                @Override
                protected List<LambdaSite> computeValue(Class<?> type) {
                    return new ArrayList<>();
                }
            };

    private final LambdaSite site;
    private final Class<?> capturing;
    private final @Nullable Method deserializer;
    private final @Nullable Method body;
    private final MethodHandles.@Nullable Lookup lookup;
    private final Class<?>[] parameters;

    /// Calls the body. Two threads may both make it: that does not matter.
    private @Nullable Fn<@Nullable Object, @Nullable Object> caller;

    private LambdaTarget(LambdaSite site, Class<?> capturing) {
        this.site = site;
        this.capturing = capturing;
        Method[] methods = methods(capturing);
        Method found = deserializer(methods);
        if (found == null) {
            throw new CodecFailure(
                    "class "
                            + capturing.getName()
                            + " has no serializable lambdas here: it was compiled differently");
        }
        deserializer = accessible(found);
        Method method = isBody() ? body(methods) : null;
        body = method == null ? null : accessible(method);
        lookup = body == null ? null : NestMate.lookup(capturing);
        parameters = body == null ? new Class<?>[0] : body.getParameterTypes();
        if (body != null && parameters.length - arity() + receivers() != site.captured()) {
            throw new CodecFailure("damaged bytes: " + site + " captures another number of values");
        }
    }

    /// Returns the site, resolved; it may be one that was resolved before.
    static LambdaSite resolved(LambdaSite site, Class<?> capturing) {
        List<LambdaSite> known = SITES.get(capturing);
        synchronized (known) {
            byte[] framed = site.framed();
            for (LambdaSite other : known) {
                if (Arrays.equals(other.framed(), framed)) {
                    return other;
                }
            }
        }
        site.target(new LambdaTarget(site, capturing));
        synchronized (known) {
            // Bytes can name sites that don't exist without end; what is dropped is found again.
            if (known.size() >= MOST_SITES) {
                known.clear();
            }
            known.add(site);
        }
        return site;
    }

    private static Method[] methods(Class<?> type) {
        try {
            return type.getDeclaredMethods();
        } catch (LinkageError e) {
            throw new CodecFailure("class " + type.getName() + " cannot be linked here: " + e, e);
        }
    }

    private static @Nullable Method deserializer(Method[] methods) {
        for (Method method : methods) {
            if (method.getName().equals("$deserializeLambda$") && method.isSynthetic()) {
                Class<?>[] types = method.getParameterTypes();
                if (types.length == 1 && types[0] == SerializedLambda.class) {
                    return method;
                }
            }
        }
        return null;
    }

    private Method body(Method[] methods) {
        for (Method method : methods) {
            if (method.getName().equals(site.implMethod())
                    && method.isSynthetic()
                    && Modifier.isPrivate(method.getModifiers())
                    && signature(method).equals(site.implSignature())) {
                return method;
            }
        }
        throw new CodecFailure(
                "class "
                        + capturing.getName()
                        + " has no lambda "
                        + site.implMethod()
                        + " here: it was compiled differently");
    }

    /// Tells whether the method is the body of a serializable lambda of one of Brood's interfaces,
    /// by the name that javac gives them: `lambda$`, the method around it, `$`, a hash, `$`, a
    /// number.
    private boolean isBody() {
        String name = site.implMethod();
        if (site.face() == LambdaSite.OTHER
                || !site.implClass().equals(site.capturingClass())
                || !name.startsWith("lambda$")) {
            return false;
        }
        int last = name.lastIndexOf('$');
        int before = name.lastIndexOf('$', last - 1);
        return before > "lambda$".length()
                && hex(name, before + 1, last)
                && last < name.length() - 1;
    }

    private static boolean hex(String name, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Character.digit(name.charAt(i), 16) < 0) {
                return false;
            }
        }
        return from < to;
    }

    private static String signature(Method method) {
        StringBuilder text = new StringBuilder("(");
        for (Class<?> parameter : method.getParameterTypes()) {
            text.append(Types.descriptor(parameter));
        }
        return text.append(')').append(Types.descriptor(method.getReturnType())).toString();
    }

    private static @Nullable Method accessible(Method method) {
        try {
            method.setAccessible(true);
            return method;
        } catch (InaccessibleObjectException e) {
            return null; // its module does not open the package to us
        }
    }

    private int arity() {
        return site.face() == LambdaSite.FN ? 1 : 0;
    }

    /// Returns how many of the captured values are the object that the body is a method of.
    private int receivers() {
        return body == null || Modifier.isStatic(body.getModifiers()) ? 0 : 1;
    }

    /// Tells whether lambdas of the site can do without being real.
    boolean isCallable() {
        return body != null;
    }

    /// Checks that captured values are what the body takes, so that a mismatch shows when a lambda
    /// is decoded, not when it runs. Those that are not made yet are passed over.
    void check(@Nullable Object[] captured) {
        int receivers = receivers();
        for (int i = 0; i < captured.length; i++) {
            Class<?> type = i < receivers ? capturing : parameters[i - receivers];
            @Nullable Object value = captured[i];
            boolean fits =
                    value == null
                            ? i >= receivers && !type.isPrimitive()
                            : value instanceof Pending || boxed(type).isInstance(value);
            if (!fits) {
                throw CodecFailure.at(
                        new CodecFailure(
                                "a "
                                        + Describe.type(value)
                                        + " where it takes a "
                                        + type.getName()),
                        CapturedNames.step(site, i, value, capturing.getClassLoader()));
            }
        }
    }

    /// Returns the class of the objects that stand for values of a type.
    static Class<?> boxed(Class<?> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        return switch (Types.descriptor(type).charAt(0)) {
            case 'I' -> Integer.class;
            case 'J' -> Long.class;
            case 'D' -> Double.class;
            case 'F' -> Float.class;
            case 'Z' -> Boolean.class;
            case 'B' -> Byte.class;
            case 'S' -> Short.class;
            default -> Character.class;
        };
    }

    /// Calls the body.
    ///
    /// @param captured the captured values, the receiver first if there is one
    /// @param arguments what the caller gives
    @Nullable Object call(@Nullable Object[] captured, @Nullable Object[] arguments)
            throws Throwable {
        Method method = body;
        if (method == null) {
            throw new IllegalStateException(site + " cannot be called but by a real lambda");
        }
        @Nullable Object[] all = captured;
        if (arguments.length > 0) {
            all = Arrays.copyOf(captured, captured.length + arguments.length);
            System.arraycopy(arguments, 0, all, captured.length, arguments.length);
        }
        if (lookup == null) {
            return callByReflection(method, all);
        }
        if (caller == null) {
            caller = NestMate.caller(lookup, method);
        }
        return caller.apply(all);
    }

    /// Makes what the first call would make. Runs nothing of the lambda's class, not even its
    /// initializer.
    void prepare() {
        if (lookup != null && body != null && caller == null) {
            caller = NestMate.caller(lookup, body);
        }
    }

    private @Nullable Object callByReflection(Method method, @Nullable Object[] all)
            throws Throwable {
        int receivers = receivers();
        try {
            return method.invoke(
                    receivers == 0 ? null : all[0], Arrays.copyOfRange(all, receivers, all.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) {
            // What the caller of a real lambda would get if generics did not hold what they
            // promise.
            ClassCastException mismatch =
                    new ClassCastException(
                            Arrays.toString(all) + " given to " + site + site.implSignature());
            mismatch.initCause(e);
            throw mismatch;
        }
    }

    /// Makes the real lambda.
    @Override
    public Object make(@Nullable Object[] parts) {
        if (deserializer == null) {
            return LambdaStreams.lambda(site, capturing, parts);
        }
        try {
            return deserializer.invoke(null, site.form(capturing, parts));
        } catch (InvocationTargetException e) {
            throw refused(capturing, site, e.getCause());
        } catch (IllegalAccessException e) {
            throw new CodecFailure(site + " is out of reach", e);
        }
    }

    static CodecFailure refused(Class<?> capturing, LambdaSite site, @Nullable Throwable cause) {
        return new CodecFailure(
                "class "
                        + capturing.getName()
                        + " makes no lambda of "
                        + site
                        + " here (was it compiled differently?): "
                        + cause,
                cause);
    }

    void screen(Decoder in) {
        in.screen(capturing);
        if (site.face() == LambdaSite.OTHER) {
            in.screen(named(site.interfaceName()));
        }
        if (!site.implClass().equals(site.capturingClass())) {
            in.screen(named(site.implClass()));
        }
    }

    /// Finds a class as the capturing class itself would.
    private Class<?> named(String slashed) {
        String name = slashed.replace('/', '.');
        try {
            return Class.forName(name, false, capturing.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new CodecFailure("class " + name + " is not found here", e);
        }
    }

    Class<?> capturing() {
        return capturing;
    }
}
