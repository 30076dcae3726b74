package dev.brood.codec;

import dev.brood.Fn;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.atomic.AtomicReference;

/// Makes a class that calls private members of another: bodies of lambdas, constructors and
/// accessors of records. What `LambdaMetafactory` does, but by hand and for few shapes, so that it
/// costs a young JVM one small class and nothing of the machinery of `java.lang.invoke`, which a
/// real lambda needs, and a call by reflection too (since JDK 18): 10 to 30 ms at first. And it is
/// as fast as any call later.
///
/// ```java
/// final class Main$$Brood implements Fn {
///     static { ((AtomicReference) classData(lookup(), "_", AtomicReference.class)).set(new Main$$Brood()); }
///     public Object apply(Object all) {
///         Object[] values = (Object[]) all;
///         return Main.lambda$main$0((String) values[0], ((Integer) values[1]).intValue()); // boxed
///     }
/// }
/// ```
///
/// It is a hidden class and a nest mate of the other, whose private members it may therefore call;
/// and it gives its one instance away in its static initializer, so that no reflection is needed to
/// have it.
final class NestMate {
    private static final String OBJECT = "java/lang/Object";
    private static final String REFERENCE = "java/util/concurrent/atomic/AtomicReference";
    private static final String HANDLES = "java/lang/invoke/MethodHandles";
    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

    private final ClassBytes bytes = new ClassBytes();
    private final MethodHandles.Lookup lookup;
    private final Class<?> mate;
    private final String owner;
    private final String name;

    private NestMate(MethodHandles.Lookup lookup) {
        this.lookup = lookup;
        this.mate = lookup.lookupClass();
        this.owner = internalName(mate);
        this.name = owner + "$$Brood";
    }

    /// Returns what may make nest mates of a class.
    ///
    /// @return null if the class is of another module than Brood: of a loader of its own, say
    static MethodHandles.@Nullable Lookup lookup(Class<?> type) {
        MethodHandles.Lookup own = MethodHandles.lookup();
        if (!type.getModule().equals(own.lookupClass().getModule())) {
            return null;
        }
        try {
            return MethodHandles.privateLookupIn(type, own);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("closed to its own module: " + type, e);
        }
    }

    /// Returns what calls a method.
    ///
    /// @param lookup for the method's class
    /// @return takes an array of the receiver, if the method is not static, and the arguments
    static Fn<@Nullable Object, @Nullable Object> caller(
            MethodHandles.Lookup lookup, Method method) {
        NestMate maker = new NestMate(lookup);
        int stack = 2 * method.getParameterCount() + 4;
        return maker.make(stack, maker.call(method), method);
    }

    /// Returns what calls a constructor.
    ///
    /// @param lookup for the constructor's class
    /// @return takes an array of the arguments
    static Fn<@Nullable Object, @Nullable Object> creator(
            MethodHandles.Lookup lookup, Constructor<?> constructor) {
        NestMate maker = new NestMate(lookup);
        int stack = 2 * constructor.getParameterCount() + 5;
        return maker.make(stack, maker.create(constructor), constructor);
    }

    /// Returns what calls methods without arguments.
    ///
    /// @param lookup for the methods' class
    /// @return takes the receiver, gives an array of the results
    static Fn<@Nullable Object, @Nullable Object> reader(
            MethodHandles.Lookup lookup, Method[] accessors) {
        NestMate maker = new NestMate(lookup);
        return maker.make(6, maker.read(accessors), maker.mate);
    }

    @SuppressWarnings("unchecked") // it implements Fn
    private Fn<@Nullable Object, @Nullable Object> make(int stack, byte[] apply, Object what) {
        AtomicReference<@Nullable Object> instance = new AtomicReference<>();
        try {
            lookup.defineHiddenClassWithClassData(
                    classFile(stack, apply),
                    instance,
                    true,
                    MethodHandles.Lookup.ClassOption.NESTMATE);
        } catch (IllegalAccessException | LinkageError e) {
            throw new CodecFailure("cannot call " + what + ": " + e, e);
        }
        Object made = instance.get();
        if (made == null) {
            throw new CodecFailure("cannot call " + what + ": its nest mate gave no instance");
        }
        return (Fn<@Nullable Object, @Nullable Object>) made;
    }

    private byte[] classFile(int stack, byte[] apply) {
        byte[] constructor =
                bytes.code().aload(0).invokeSpecial(OBJECT, "<init>", "()V").ret().bytes();
        byte[] initializer =
                bytes.code()
                        .invokeStatic(HANDLES, "lookup", "()L" + LOOKUP + ";")
                        .string("_")
                        .type(REFERENCE)
                        .invokeStatic(
                                HANDLES,
                                "classData",
                                "(L"
                                        + LOOKUP
                                        + ";Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;")
                        .cast(REFERENCE)
                        .create(name)
                        .invokeSpecial(name, "<init>", "()V")
                        .invokeVirtual(REFERENCE, "set", "(Ljava/lang/Object;)V")
                        .ret()
                        .bytes();
        bytes.method(0, "<init>", "()V", 1, 1, constructor);
        bytes.method(ClassBytes.ACC_STATIC, "<clinit>", "()V", 3, 0, initializer);
        String descriptor = "(Ljava/lang/Object;)Ljava/lang/Object;";
        bytes.method(ClassBytes.ACC_PUBLIC, "apply", descriptor, stack, 3, apply);
        return bytes.of(name, OBJECT, "dev/brood/Fn");
    }

    private byte[] call(Method method) {
        ClassBytes.Code code = bytes.code().aload(1).cast("[Ljava/lang/Object;").astore(2);
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        if (!isStatic) {
            code.element(2, 0).cast(owner);
        }
        Class<?>[] parameters = method.getParameterTypes();
        load(code, parameters, isStatic ? 0 : 1);
        String descriptor = descriptor(parameters, method.getReturnType());
        if (!mate.isInterface()) {
            if (isStatic) {
                code.invokeStatic(owner, method.getName(), descriptor);
            } else {
                code.invokeVirtual(owner, method.getName(), descriptor);
            }
        } else if (isStatic) {
            code.invokeStaticOfInterface(owner, method.getName(), descriptor);
        } else {
            code.invokeInterface(owner, method.getName(), descriptor, 1 + slots(parameters));
        }
        box(code, method.getReturnType());
        return code.areturn().bytes();
    }

    private byte[] create(Constructor<?> constructor) {
        ClassBytes.Code code = bytes.code().aload(1).cast("[Ljava/lang/Object;").astore(2);
        code.create(owner);
        Class<?>[] parameters = constructor.getParameterTypes();
        load(code, parameters, 0);
        code.invokeSpecial(owner, "<init>", descriptor(parameters, void.class));
        return code.areturn().bytes();
    }

    private byte[] read(Method[] accessors) {
        ClassBytes.Code code = bytes.code().aload(1).cast(owner).astore(2);
        code.newArray(accessors.length);
        for (int i = 0; i < accessors.length; i++) {
            Class<?> type = accessors[i].getReturnType();
            code.storeAt(i).aload(2);
            code.invokeVirtual(owner, accessors[i].getName(), descriptor(new Class<?>[0], type));
            box(code, type);
            code.stored();
        }
        return code.areturn().bytes();
    }

    /// Loads elements of the array in local 2 as arguments.
    private static void load(ClassBytes.Code code, Class<?>[] parameters, int first) {
        for (int i = 0; i < parameters.length; i++) {
            Class<?> type = parameters[i];
            code.element(2, first + i);
            if (type.isPrimitive()) {
                String box = boxName(type);
                String method = type.getName() + "Value";
                code.cast(box).invokeVirtual(box, method, "()" + Types.descriptor(type));
            } else {
                code.cast(type.isArray() ? Types.descriptor(type) : internalName(type));
            }
        }
    }

    private static void box(ClassBytes.Code code, Class<?> type) {
        if (type == void.class) {
            code.aconstNull();
        } else if (type.isPrimitive()) {
            String box = boxName(type);
            code.invokeStatic(box, "valueOf", "(" + Types.descriptor(type) + ")L" + box + ";");
        }
    }

    private static String descriptor(Class<?>[] parameters, Class<?> result) {
        StringBuilder descriptor = new StringBuilder("(");
        for (Class<?> parameter : parameters) {
            descriptor.append(Types.descriptor(parameter));
        }
        return descriptor.append(')').append(Types.descriptor(result)).toString();
    }

    private static int slots(Class<?>[] parameters) {
        int slots = 0;
        for (Class<?> parameter : parameters) {
            slots += parameter == long.class || parameter == double.class ? 2 : 1;
        }
        return slots;
    }

    private static String boxName(Class<?> type) {
        return internalName(LambdaTarget.boxed(type));
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
