package dev.brood.ignite.command;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/// The signals that ask a program to end. By reflection, since `sun.misc.Signal` may be left out of
/// a run-time image; then the JVM ends by itself, and what it started with it.
final class StopSignals {
    private StopSignals() {}

    /// Runs something at SIGINT and SIGTERM, instead of ending the JVM.
    static void onStop(Runnable action) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method handle = type.getMethod("handle", type, handlerType);
            Object handler =
                    Proxy.newProxyInstance(
                            handlerType.getClassLoader(),
                            new Class<?>[] {handlerType},
                            (_, method, _) -> {
                                if (method.getName().equals("handle")) {
                                    action.run();
                                }
                                return null;
                            });
            for (String name : List.of("INT", "TERM")) {
                handle.invoke(null, type.getConstructor(String.class).newInstance(name), handler);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // see above
        }
    }
}
