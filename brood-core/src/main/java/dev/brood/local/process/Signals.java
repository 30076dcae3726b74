package dev.brood.local.process;

import java.lang.reflect.Method;

/// What a child does about signals.
final class Signals {
    private Signals() {}

    /// Ignores SIGINT. A terminal sends it to all processes of the foreground at once; what it
    /// means is for the root to say, which ends its children in order, or doesn't.
    ///
    /// By reflection, since `sun.misc.Signal` is outside the Java platform proper and may be left
    /// out of a run-time image; then a child ends by itself, which is the JVM's own reaction.
    static void leaveInterruptToParent() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object interrupt = signal.getConstructor(String.class).newInstance("INT");
            handle.invoke(null, interrupt, handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // see above
        }
    }
}
