package dev.brood.ignite.object;

import dev.brood.Shared;
import dev.brood.codec.Codec;
import dev.brood.codec.Portable;
import dev.brood.ignite.cell.BytesCell;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/// Carries out the calls of an object of the user's that a cluster has: its state is a value in the
/// cluster, on two nodes, and no process has the object.
///
/// A call fetches the state, is carried out here on a copy, and what becomes of the copy is the
/// state, unless another call came in between: then it is carried out again. What throws changes
/// nothing. So a call is one step for all, no code of the user's runs in a node, and the object
/// survives the loss of any process. But it must be able to travel, and a call can't wait for
/// another, nor may it do more than change the object.
final class SharedState implements InvocationHandler {
    private final Faced core;

    private SharedState(Faced core) {
        this.core = core;
    }

    /// Makes the handle, which has the interfaces that the name tells.
    static Object face(Faced core) {
        List<Class<?>> faces =
                core.objectName().more().stream().<Class<?>>map(each -> (Class<?>) each).toList();
        Class<?>[] all = Arrays.copyOf(faces.toArray(Class<?>[]::new), faces.size() + 2);
        all[faces.size()] = Portable.class;
        all[faces.size() + 1] = Serializable.class;
        ClassLoader loader = faces.getFirst().getClassLoader();
        return Proxy.newProxyInstance(
                loader == null ? SharedState.class.getClassLoader() : loader,
                Arrays.stream(all).distinct().toArray(Class<?>[]::new),
                new SharedState(core));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a process has one handle of an object
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
            throws Throwable {
        Class<?> declarer = method.getDeclaringClass();
        if (declarer == Portable.class) {
            return core.reference();
        }
        if (declarer == Object.class && !method.getName().equals("toString")) {
            return method.getName().equals("equals")
                    ? proxy == arguments[0]
                    : (Object) System.identityHashCode(proxy);
        }
        requireStep(method);
        return call(method, arguments == null ? new Object[0] : copied(arguments));
    }

    /// Refuses what a copy of the object can't do.
    private static void requireStep(Method method) {
        String why = null;
        if (method.isAnnotationPresent(Shared.class)) {
            why = "gives a part of the object to be shared, and the object is nowhere";
        } else if (List.of(method.getExceptionTypes()).contains(InterruptedException.class)) {
            why =
                    "may wait, and nothing happens to the copy of the object that it is carried out"
                            + " on";
        } else if (Future.class.isAssignableFrom(method.getReturnType())
                || CompletionStage.class.isAssignableFrom(method.getReturnType())) {
            why = "goes on after it has returned, and then the object is nowhere";
        }
        if (why != null) {
            throw new UnsupportedOperationException(
                    "%s.%s %s: use a condition, a queue or a task of the cluster, or"
                                    .formatted(
                                            method.getDeclaringClass().getSimpleName(),
                                            method.getName(),
                                            why)
                            + " Brood.local().manager().share(…) on one machine");
        }
    }

    /// Returns what the object gets of them: copies, as it would in another process.
    private static @Nullable Object[] copied(@Nullable Object[] arguments) {
        byte[] bytes = Codec.standard().toBytes("argument", arguments);
        return (@Nullable Object[])
                Objects.requireNonNull(Codec.standard().fromBytes("argument", bytes));
    }

    private @Nullable Object call(Method method, @Nullable Object[] arguments) throws Throwable {
        while (true) {
            BytesCell.Whole whole =
                    (BytesCell.Whole) Objects.requireNonNull(core.call(new BytesCell.Look()));
            Object object = Objects.requireNonNull(MapCore.decoded(whole.bytes()));
            byte[] result = encodedResult(method, object, arguments);
            byte[] after = Codec.standard().toBytes("object", object);
            if (Arrays.equals(after, whole.bytes())
                    || Boolean.TRUE.equals(
                            core.call(new BytesCell.Replace(whole.version(), after)))) {
                return MapCore.decoded(result);
            }
        }
    }

    private static byte[] encodedResult(Method method, Object object, @Nullable Object[] arguments)
            throws Throwable {
        method.setAccessible(true); // of an interface that may not be public
        try {
            return Codec.standard().toBytes("result", method.invoke(object, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
