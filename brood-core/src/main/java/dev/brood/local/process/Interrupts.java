package dev.brood.local.process;

/// The thread of this child that its parent may interrupt, and what it is doing: a worker does one
/// piece of work after another, of several parts perhaps, and an interrupt meant for one must not
/// hit the next.
public final class Interrupts {
    /// Stands for the work as a whole, whichever part of it is being done.
    public static final long WHOLE = -1;

    /// Stands for whatever the thread is doing.
    static final long ANYTHING = 0;

    /// The exit value that stands for SIGKILL.
    private static final int KILLED = 137;

    private static final ProcessLocal<Interrupts> TARGET = new ProcessLocal<>(Interrupts.class);

    /// The parent can't give orders any more.
    private static volatile boolean deaf;

    /// Tells the parent where the thread is.
    @FunctionalInterface
    public interface Witness {
        /// Called while the thread is at that part of its work, and stays there.
        ///
        /// @param work the number of the work
        /// @param part which part of it, or [#WHOLE]
        /// @param stack of the thread
        void tell(long work, long part, StackTraceElement[] stack);
    }

    private final Thread thread;
    private final Witness witness;
    private long doing; // guarded by this
    private long part = WHOLE; // guarded by this
    private long asked; // guarded by this: interrupted before it began
    private volatile boolean stopped;

    private Interrupts(Thread thread, Witness witness) {
        this.thread = thread;
        this.witness = witness;
    }

    /// Makes the calling thread the one that is interrupted, piece by piece of its work.
    ///
    /// @param witness tells the parent where it is, from another thread
    /// @return what to tell about its work
    public static Interrupts ofThisThread(Witness witness) {
        Interrupts interrupts = new Interrupts(Thread.currentThread(), witness);
        TARGET.set(interrupts);
        return interrupts;
    }

    /// Returns whether the parent can't reach this process any more, since what runs here has
    /// closed its standard input.
    ///
    /// @return true if it should end when it has nothing to do
    public static boolean isDeaf() {
        return deaf;
    }

    /// Told that no orders will come any more, though the parent lives.
    static void becomeDeaf() {
        deaf = true;
    }

    /// Says that a piece of work begins.
    ///
    /// @param id its number, not 0
    public synchronized void begin(long id) {
        doing = id;
        part = WHOLE;
        if (asked == id) {
            stopped = true;
            thread.interrupt();
        }
    }

    /// Says that a part of the work begins, the one before having ended. Clears the interrupted
    /// status, unless the work as a whole is to stop.
    ///
    /// @param which its number, at least 0; or [#WHOLE] for what is between two parts
    public synchronized void beginPart(long which) {
        part = which;
        if (!stopped) {
            Thread.interrupted();
        }
    }

    /// Returns whether the work as a whole was interrupted.
    ///
    /// @return true if no other part of it should begin
    public boolean isStopped() {
        return stopped;
    }

    /// Clears the interrupted status that a part has left, unless the work as a whole is to stop.
    /// For work whose parts nobody interrupts.
    ///
    /// @return true if no other part should begin
    public boolean clear() {
        if (stopped) {
            return true;
        }
        Thread.interrupted();
        return stopped; // again: whoever stops the work says so first and interrupts then
    }

    /// Says that it has ended. Clears the interrupted status.
    public synchronized void end() {
        doing = ANYTHING;
        asked = ANYTHING;
        part = WHOLE;
        stopped = false;
        Thread.interrupted();
    }

    private synchronized void interrupt(long id, long which) {
        if (id != doing) {
            asked = which == WHOLE ? id : asked;
        } else if (which == WHOLE) {
            stopped = true;
            thread.interrupt();
        } else if (which == part) {
            thread.interrupt();
        }
    }

    private synchronized void expire(long id, long which) {
        if (id == doing && which == part) {
            try {
                witness.tell(id, which, thread.getStackTrace());
            } finally {
                thread.interrupt();
            }
        }
    }

    private synchronized void halt(long id, long which) {
        if (id == doing && (which == WHOLE || which == part)) {
            ThisProcess.halt(KILLED);
        }
    }

    /// Interrupts a piece of work, or the main thread whatever it does.
    static void deliver(long id, long which, Thread main) {
        Interrupts current = TARGET.get();
        if (id == ANYTHING || current == null) {
            main.interrupt();
        } else {
            current.interrupt(id, which);
        }
    }

    /// Tells where a piece of work is, and interrupts it.
    static void deliverExpiry(long id, long which) {
        Interrupts current = TARGET.get();
        if (current != null) {
            current.expire(id, which);
        }
    }

    /// Ends this process if it is at a piece of work.
    static void deliverHalt(long id, long which) {
        Interrupts current = TARGET.get();
        if (current != null) {
            current.halt(id, which);
        }
    }
}
