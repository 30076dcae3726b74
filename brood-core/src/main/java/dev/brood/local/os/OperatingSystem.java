package dev.brood.local.os;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

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
    /// @throws IllegalStateException if the property asks for the kernel and it can't be used here
    static OperatingSystem current() {
        return Current.SYSTEM;
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

    /// Returns whether [#await] holds on to the carrier of a virtual thread.
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
    /// @param signal the signal's number
    /// @return false if there is no such process
    /// @throws SystemCallException if it may not be sent
    /// @throws UnsupportedOperationException if this system can't send that signal
    boolean signal(long pid, int signal);

    /// Returns a token for when a process started, which together with its pid names it for ever: a
    /// later process with the same pid has another. The token is the same in all processes of this
    /// machine, whichever system they use.
    ///
    /// @param pid the process
    /// @return the token, or [#NO_PROCESS] if there is none or it has ended and waits to be reaped
    default long startToken(long pid) {
        return ProcessTable.startToken(pid);
    }

    /// Returns whether a process is alive.
    ///
    /// @param pid the process
    /// @param startToken when it started
    /// @return true if it is, false if it ended, whether or not its pid is in use again
    default boolean isAlive(long pid, long startToken) {
        return startToken != NO_PROCESS && startToken(pid) == startToken;
    }

    /// Waits for the end of a process that need not be a child of this one.
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
    /// thread that lives as long as its process.
    ///
    /// @param parentPid the parent
    /// @return false if the parent is dead already, so that the caller must end by itself; true
    ///   also where the system can't do it
    boolean dieWithParent(long parentPid);

    /// The token of no process.
    long NO_PROCESS = -1;

    /// Holds the choice.
    final class Current {
        private static final OperatingSystem SYSTEM = named(System.getProperty(PROPERTY, "auto"));

        private Current() {}
    }
}
