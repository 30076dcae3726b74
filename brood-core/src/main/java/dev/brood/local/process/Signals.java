package dev.brood.local.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// What processes do about signals.
///
/// By reflection, since `sun.misc.Signal` is outside the Java platform proper and may be left out
/// of a run-time image; then things stay as the JVM has them.
final class Signals {
    private Signals() {}

    /// Ignores SIGINT. A terminal sends it to all processes of the foreground at once; what it
    /// means is for the root to say, which ends its children in order, or doesn't.
    ///
    /// Where that is not possible a child ends by itself, which is the JVM's own reaction.
    static void leaveInterruptToParent() {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            handleInterrupt(handler, handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // see above
        }
    }

    /// Runs something at each SIGINT, in a thread of its own, instead of what was done before.
    static void onInterrupt(Runnable action) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            handleInterrupt(handler, handler(handler, action));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // see above
        }
    }

    private static void handleInterrupt(Class<?> type, Object handler)
            throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Method handle = signal.getMethod("handle", signal, type);
        Object interrupt = signal.getConstructor(String.class).newInstance("INT");
        handle.invoke(null, interrupt, handler);
    }

    /// Calls an action for each signal, whatever the interface's method is called.
    private static Object handler(Class<?> type, Runnable action) {
        InvocationHandler call =
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() != Object.class) {
                        action.run();
                        return null;
                    }
                    return answer(proxy, method, arguments);
                };
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, call);
    }

    @SuppressWarnings("ReferenceEquality") // as of any object that says nothing else
    private static Object answer(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "Brood's handler of SIGINT";
        };
    }
}
