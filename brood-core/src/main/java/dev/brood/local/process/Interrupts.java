package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

/// The thread of this child that its parent may interrupt, and what it is doing: a worker does one
/// thing after another, and an interrupt meant for one must not hit the next.
public final class Interrupts {
    /// Stands for whatever the thread is doing.
    static final long ANYTHING = 0;

    /// The exit value that stands for SIGKILL.
    private static final int KILLED = 137;

    private static volatile @Nullable Interrupts target;

    private final Thread thread;
    private long doing; // guarded by this
    private long asked; // guarded by this: interrupted before it began

    private Interrupts(Thread thread) {
        this.thread = thread;
    }

    /// Makes the calling thread the one that is interrupted, piece by piece of its work.
    ///
    /// @return what to tell about its work
    public static Interrupts ofThisThread() {
        Interrupts interrupts = new Interrupts(Thread.currentThread());
        target = interrupts;
        return interrupts;
    }

    /// Says that a piece of work begins.
    ///
    /// @param id its number, not 0
    public synchronized void begin(long id) {
        doing = id;
        if (asked == id) {
            thread.interrupt();
        }
    }

    /// Says that it has ended. Clears the interrupted status.
    public synchronized void end() {
        doing = ANYTHING;
        asked = ANYTHING;
        Thread.interrupted();
    }

    private synchronized void interrupt(long id) {
        if (id == doing) {
            thread.interrupt();
        } else {
            asked = id;
        }
    }

    private synchronized void halt(long id) {
        if (id == doing) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    /// Interrupts a piece of work, or the main thread whatever it does.
    static void deliver(long id, Thread main) {
        Interrupts current = target;
        if (id == ANYTHING || current == null) {
            main.interrupt();
        } else {
            current.interrupt(id);
        }
    }

    /// Ends this process if it is at a piece of work.
    static void deliverHalt(long id) {
        Interrupts current = target;
        if (current != null) {
            current.halt(id);
        }
    }
}
