package dev.brood.local.pool;

/// Whether the JVM's flight recorder is in use, found out without loading any of it: its classes,
/// some dozen of which come with the first event class, are no part of most runs.
///
/// A recorder that was started has threads, in the topmost group. Looking for them costs some
/// microseconds, so that is done once a second at most and when a worker starts, until they are
/// there; what happens in the second after a recorder was first started may not be recorded.
final class FlightRecorderWatch {
    private static final String THREADS = "JFR ";
    private static final long EVERY_NANOS = 1_000_000_000;

    /// Whether events can be recorded here at all: the recorder need not be part of the Java
    /// runtime, and on the module path it has to be named, by `--add-modules jdk.jfr` or by a
    /// recording on the command line.
    private static final boolean IS_PRESENT =
            ModuleLayer.boot()
                    .findModule("jdk.jfr")
                    .filter(FlightRecorderWatch.class.getModule()::canRead)
                    .isPresent();

    private static volatile boolean on;

    /// When to look again. Races do no harm.
    private static volatile long next = System.nanoTime();

    private FlightRecorderWatch() {}

    /// Returns whether it was in use when someone last looked.
    static boolean isOn() {
        return on;
    }

    /// Looks again, if the last time was long enough ago.
    ///
    /// @param now in [System#nanoTime]
    static void look(long now) {
        if (IS_PRESENT && !on && now - next >= 0) {
            next = now + EVERY_NANOS;
            look();
        }
    }

    /// Looks again.
    static void look() {
        if (!IS_PRESENT || on) {
            return;
        }
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        for (ThreadGroup up = top; up != null; up = up.getParent()) {
            top = up;
        }
        Thread[] threads = new Thread[2 * top.activeCount() + 16];
        int count = top.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().startsWith(THREADS)) {
                on = true;
                return;
            }
        }
    }
}
