package dev.brood.local.os;

import dev.brood.ResourceException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/// What Brood asks of the operating system.
///
/// All processes of a tree must wait in the same way, since a process without futexes cannot wake
/// one that sleeps in one. So the root chooses, and its children are told ([#named]).
public sealed interface OperatingSystem permits LinuxKernel, PortableSystem {

    /// The system property that names the choice: `auto` (the default), `kernel` or `portable`.
    String PROPERTY = "brood.os";

    /// Returns the system this JVM uses, as the property says; with `auto` the kernel on Linux
    /// where native access is granted to Brood, else the portable one. Asking for native access
    /// where it is not granted would print a warning on the user's terminal.
    ///
    /// @return one object per JVM
    /// @throws IllegalStateException if the property asks for the kernel and it can't be used here,
    ///   or has a value of no meaning; each time it is called
    static OperatingSystem current() {
        return Current.system();
    }

    /// Returns the system of a name, wherever this JVM would choose another.
    ///
    /// @param name as [#name()] gives it
    /// @return the system
    /// @throws IllegalStateException if the kernel is asked for and can't be used here
    static OperatingSystem named(String name) {
        return switch (name) {
            case "portable" -> PortableSystem.INSTANCE;
            case "kernel" -> {
                String obstacle = LinuxKernel.obstacle();
                if (obstacle != null) {
                    throw new IllegalStateException("-D" + PROPERTY + "=kernel, but " + obstacle);
                }
                yield LinuxKernel.INSTANCE;
            }
            case "auto" ->
                    LinuxKernel.obstacle() == null ? LinuxKernel.INSTANCE : PortableSystem.INSTANCE;
            default ->
                    throw new IllegalStateException(
                            "-D"
                                    + PROPERTY
                                    + " must be auto, kernel or portable; was '"
                                    + name
                                    + "'");
        };
    }

    /// Returns which one this is.
    ///
    /// @return `kernel` or `portable`
    String name();

    /// Makes ready what costs tens of milliseconds at first use, so that a later wait or wake does
    /// not pay for it. Meant for a background thread.
    void warmUp();

    /// Waits while a shared word has a value. Returns when another thread of any process calls
    /// [#wake] on the word, when the word has another value, when the time is over, when the thread
    /// is interrupted (if that is wanted), or for no reason: the caller looks again at what it
    /// waits for. Blocks a platform thread; a virtual thread must not call it, as it would pin its
    /// carrier.
    ///
    /// @param segment shared memory that stays mapped during the call
    /// @param offset of the word, a multiple of 4
    /// @param expected the value to wait on
    /// @param nanos the longest time to wait, more than 0
    /// @param interruptible whether an interrupt ends the wait; the interrupted status is not
    ///   cleared
    void await(MemorySegment segment, long offset, int expected, long nanos, boolean interruptible);

    /// A shared word and the value that is waited on.
    ///
    /// @param segment shared memory that stays mapped during the wait
    /// @param offset of the word, a multiple of 4
    /// @param expected the value to wait on
    record Watched(MemorySegment segment, long offset, int expected) {}

    /// Waits while each of several shared words has its value; as [#await] in all else.
    ///
    /// An interrupt reaches the thread by a wake on the first word, and with it all who wait on
    /// that word: so it should be one that few others wait on.
    ///
    /// @param words at least one
    /// @param nanos the longest time to wait, more than 0
    /// @param interruptible whether an interrupt ends the wait; the interrupted status is not
    ///   cleared
    void awaitAny(List<Watched> words, long nanos, boolean interruptible);

    /// Returns whether [#await] and [#awaitAny] hold on to the carrier of a virtual thread.
    ///
    /// @return true if a virtual thread must not call it
    boolean blocksCarrier();

    /// Wakes threads of any process that wait on a word.
    ///
    /// @param segment shared memory
    /// @param offset of the word
    /// @param count the largest number to wake
    /// @return how many were woken; 0 where the system can't tell
    int wake(MemorySegment segment, long offset, int count);

    /// Sends a signal to a process.
    ///
    /// @param pid the process
    /// @param signal the signal's number, 0 for none at all: only whether it could be sent
    /// @return false if there is no such process; true if it has ended and waits to be reaped
    /// @throws IllegalArgumentException if the pid is not a process's: 0 and negative numbers stand
    ///   for groups, and -1 for all processes of the user
    /// @throws SystemCallException if it may not be sent
    /// @throws UnsupportedOperationException if this system can't send that signal
    boolean signal(long pid, int signal);

    /// Refuses what `kill(2)` takes for more than one process.
    ///
    /// @param pid must be more than 0
    static void requirePid(long pid) {
        if (pid <= 0) {
            throw new IllegalArgumentException("a process id must be at least 1, was " + pid);
        }
    }

    /// Returns a token for when a process started, which together with its pid names it for ever: a
    /// later process with the same pid has another. The token is the same in all processes of this
    /// machine, whichever system they use.
    ///
    /// @param pid the process
    /// @return the token, or [#NO_PROCESS] if there is none or it has ended and waits to be reaped
    /// @throws ResourceException if it can't be told, as this process may open no more files
    default long startToken(long pid) {
        return ProcessTable.startToken(pid);
    }

    /// Returns whether a process is alive. Where that can't be told it counts as alive: a death may
    /// be noticed later, but what is taken from the living can't be given back.
    ///
    /// @param pid the process
    /// @param startToken when it started
    /// @return false if it ended, whether or not its pid is in use again
    default boolean isAlive(long pid, long startToken) {
        if (startToken == NO_PROCESS) {
            return false;
        }
        try {
            return startToken(pid) == startToken;
        } catch (ResourceException _) {
            return true;
        }
    }

    /// Waits for the end of a process that need not be a child of this one. Any thread may call it,
    /// a virtual one too.
    ///
    /// @param pid the process
    /// @param startToken when it started
    /// @param timeout the longest time to wait
    /// @return true if it has ended
    /// @throws InterruptedException if interrupted
    boolean awaitEnd(long pid, long startToken, Duration timeout) throws InterruptedException;

    /// Asks the kernel to kill this process (SIGKILL) when its parent dies, even if it is stopped
    /// or stuck. The kernel ties this to the parent's *thread* that started the process: see
    /// `prctl(2)`, PR_SET_PDEATHSIG. So it is sound only because every child is started by one
    /// thread that lives as long as its process. At the other end it is tied to the calling thread:
    /// this must be called by one that lives as long as this process.
    ///
    /// @param parentPid the parent
    /// @return false if the parent is dead already, so that the caller must end by itself; true
    ///   also where the system can't do it
    boolean dieWithParent(long parentPid);

    /// Gives back to the system what native memory this process has freed and the C library keeps:
    /// what compilers have used, some megabytes. Takes about a millisecond; does nothing where the
    /// library can't.
    default void trim() {}

    /// Returns the processors that this process may run on.
    ///
    /// @return their numbers in order; empty if this system can't give them to threads
    default int[] processors() {
        return new int[0];
    }

    /// Has all threads of this process, and those that they will start, run on certain processors.
    ///
    /// @param processors their numbers, of those that [#processors()] gives
    /// @throws SystemCallException if the system refuses
    /// @throws UnsupportedOperationException if this system can't do it
    default void runOn(int... processors) {
        throw new UnsupportedOperationException(
                "processors can't be given to a process where Brood waits by the means of the '"
                        + name()
                        + "' system");
    }

    /// The token of no process.
    long NO_PROCESS = -1;

    /// Holds the choice. Not made by a static initializer: what that throws is seen once, wrapped
    /// in an `ExceptionInInitializerError`, and after that only a `NoClassDefFoundError`.
    final class Current {
        private static @Nullable OperatingSystem system; // guarded by this class

        private Current() {}

        private static synchronized OperatingSystem system() {
            OperatingSystem chosen = system;
            if (chosen == null) {
                chosen = named(System.getProperty(PROPERTY, "auto"));
                system = chosen;
            }
            return chosen;
        }
    }
}
