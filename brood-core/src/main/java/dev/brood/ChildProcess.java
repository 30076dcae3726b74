package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/// A child JVM that runs one action: what `multiprocessing.Process` is to Python, with the manners
/// of [Thread] and `java.lang.Process`.
///
/// ```java
/// ChildProcess child = Brood.local().start(() -> System.out.println("hello from " + pid()));
/// child.join();
/// ```
///
/// or by subclass, where the fields travel with the object and [#run()] is what the child runs:
///
/// ```java
/// class Greeter extends ChildProcess {
///     final String name;
///     Greeter(String name) { this.name = name; }
///     @Override public void run() { System.out.println("hello, " + name); }
/// }
/// new Greeter("Ada").start().join();
/// ```
///
/// **What the child gets.** A fresh JVM with this one's class path or module path, system
/// properties and JVM flags. Static fields are not shared: the child has its own, as its classes
/// initialize them. The action travels by value when [#start()] is called, so an action that cannot
/// be encoded is an [EncodingException] there, and nothing is started.
///
/// **How it ends.** With code 0 when the action returns (and the non-daemon threads it started have
/// ended), with 1 when it throws: the stack trace goes to the child's standard error, and
/// [#failure()] has the exception here. A non-daemon child keeps this JVM alive as a non-daemon
/// thread does. When this JVM ends, by `System.exit` or a signal it can handle, it ends all its
/// children: SIGTERM, and after a grace SIGKILL. When it is killed outright its children end by
/// themselves at once, and theirs.
///
/// **Thread safety.** All methods may be called by any thread of the process that started the
/// child. The object itself may not be sent anywhere but into its own child.
///
/// **Memory effects.** What a thread did before [#start()] happened before anything the child does
/// to shared memory; what the child did happened before a [#join()] that returns because it ended.
public class ChildProcess implements Runnable, Waitable, Serializable {
    private static final long serialVersionUID = 1;

    private final @Nullable Action action;
    private transient ProcessOptions options;
    private transient @Nullable Control control;

    /// For subclasses that override [#run()].
    protected ChildProcess() {
        this(ProcessOptions.DEFAULTS, null);
    }

    /// For subclasses that override [#run()] and have options.
    ///
    /// @param options how the child is to be started
    protected ChildProcess(ProcessOptions options) {
        this(options, null);
    }

    /// Makes a process that will run an action; nothing happens until [#start()].
    ///
    /// @param action what the child runs
    public ChildProcess(Action action) {
        this(ProcessOptions.DEFAULTS, action);
    }

    /// Makes a process with options that will run an action; nothing happens until [#start()].
    ///
    /// @param options how the child is to be started
    /// @param action what the child runs, or null for a subclass that overrides [#run()]
    public ChildProcess(ProcessOptions options, @Nullable Action action) {
        this.options = options;
        this.action = action;
    }

    /// Returns the process this code runs in. In a JVM that no Brood started this is the root of
    /// the tree, named `main`; in a child started from a subclass it is the subclass's own object.
    ///
    /// @return the running process, on which nothing that waits for its end makes sense
    public static ChildProcess current() {
        return Providers.here().process();
    }

    /// Returns the process that started this one.
    ///
    /// @return the parent, which can be watched but not signalled; empty in the root of a tree
    public static Optional<ChildProcess> parent() {
        return Providers.here().parent();
    }

    /// What the child runs. Called by Brood in the child, or by anyone as an ordinary method.
    @Override
    public void run() {
        if (action != null) {
            action.run();
        }
    }

    /// Starts the child under [Brood#current()], which is [Brood#local()] in a program that no
    /// other engine runs, and returns at once.
    ///
    /// @return this
    /// @throws IllegalStateException if it was started before
    /// @throws EncodingException if the action cannot travel; nothing was started
    /// @throws ProcessStartException if the system cannot start a process
    public ChildProcess start() {
        return Brood.current().start(this);
    }

    /// Returns the options it is or was started with; the name is filled in once it is started.
    ///
    /// @return the options
    public final ProcessOptions options() {
        return options;
    }

    /// Returns the action given to the constructor.
    ///
    /// @return the action, or null for a subclass that overrides [#run()]
    public final @Nullable Action action() {
        return action;
    }

    /// Returns the name: a label without further meaning.
    ///
    /// @return the name given, or the default; before the start null if none was given
    public final @Nullable String name() {
        return options.name();
    }

    /// Gives it a name.
    ///
    /// @param name the name
    /// @throws IllegalStateException if it was started
    public final void setName(String name) {
        requireNew("its name");
        options = options.withName(name);
    }

    /// Returns whether the child is ended with its parent rather than keeping it alive.
    ///
    /// @return the flag; before the start false if it was not set
    public final boolean isDaemon() {
        return Boolean.TRUE.equals(options.daemon());
    }

    /// Sets whether the child is ended with its parent rather than keeping it alive.
    ///
    /// @param daemon the flag
    /// @throws IllegalStateException if it was started
    public final void setDaemon(boolean daemon) {
        requireNew("its daemon flag");
        options = options.withDaemon(daemon);
    }

    /// Returns the process id.
    ///
    /// @return the operating system's number for it
    /// @throws IllegalStateException if it was not started
    public final long pid() {
        return control("no pid").pid();
    }

    /// Returns where it stands.
    ///
    /// @return `NEW` before the start, `RUNNING` until it has ended, then `ENDED`
    public final State state() {
        Control started = control;
        return started == null ? State.NEW : started.isAlive() ? State.RUNNING : State.ENDED;
    }

    /// Returns whether it was started and has not ended.
    ///
    /// @return true from the return of [#start()] until its end
    public final boolean isAlive() {
        return state() == State.RUNNING;
    }

    /// Waits until it has ended.
    ///
    /// @throws InterruptedException if interrupted while waiting
    /// @throws IllegalStateException if it was not started, or is this process
    public final void join() throws InterruptedException {
        control("nothing to join").join();
    }

    /// Waits until it has ended or the time is over.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return true if it has ended
    /// @throws InterruptedException if interrupted while waiting
    /// @throws IllegalStateException if it was not started, or is this process
    public final boolean join(Duration timeout) throws InterruptedException {
        return control("nothing to join").join(timeout);
    }

    /// Interrupts the thread that runs its action, as [Thread#interrupt()] does: a gentle request.
    /// Without effect once it has ended.
    ///
    /// @throws IllegalStateException if it was not started
    public final void interrupt() {
        control("nothing to interrupt").interrupt();
    }

    /// Asks the operating system to end it in order (SIGTERM): its shutdown hooks run, and it ends
    /// its own children. Returns at once; without effect once it has ended.
    ///
    /// @throws IllegalStateException if it was not started
    public final void terminate() {
        control("nothing to terminate").signal(15);
    }

    /// Ends it at once (SIGKILL). Nothing of its own code runs any more; what it held in shared
    /// memory is recovered, and its own children end too. Without effect once it has ended.
    ///
    /// @throws IllegalStateException if it was not started
    public final void kill() {
        control("nothing to kill").signal(9);
    }

    /// Sends it any signal. Without effect once it has ended.
    ///
    /// @param signal the signal's number, as in POSIX
    /// @throws IllegalStateException if it was not started
    /// @throws UnsupportedOperationException if this system cannot send that signal
    public final void signal(int signal) {
        control("nothing to signal").signal(signal);
    }

    /// Returns how it ended.
    ///
    /// @return empty until it has
    public final Optional<ExitStatus> exitStatus() {
        Control started = control;
        return started == null ? Optional.empty() : started.exitStatus();
    }

    /// Returns how it ended, in CPython's convention: the exit code, or the negated number of the
    /// signal that ended it.
    ///
    /// @return empty until it has ended
    public final OptionalInt exitCode() {
        return exitStatus()
                .map(status -> OptionalInt.of(status.code()))
                .orElse(OptionalInt.empty());
    }

    /// Returns what its action threw, if it has ended by that: the exception with its stack, causes
    /// and suppressed exceptions, or a [RemoteFailureException] where it cannot be rebuilt here.
    ///
    /// @return empty if it has not ended, or ended in another way
    public final Optional<Throwable> failure() {
        Control started = control;
        return started == null ? Optional.empty() : started.failure();
    }

    /// Returns a future that is completed with this process when it has ended; completing or
    /// cancelling the future does nothing to the process.
    ///
    /// @return a new future
    /// @throws IllegalStateException if it was not started
    public final CompletableFuture<ChildProcess> onExit() {
        return control("no end to wait for").onExit().thenApply(_ -> this);
    }

    /// Describes it: name, pid, parent, state, and how it ended.
    @Override
    public String toString() {
        Control started = control;
        StringBuilder text = new StringBuilder(getClass().getSimpleName());
        text.append("[name=").append(name());
        if (started != null) {
            text.append(", pid=").append(started.pid());
            text.append(", parent=").append(started.parentPid());
        }
        text.append(", ").append(state().name().toLowerCase(java.util.Locale.ROOT));
        exitStatus()
                .ifPresent(status ->
                        text.append(", ")
                                .append(
                                        switch (status) {
                                            case ExitStatus.Exited(int code) -> "exit=" + code;
                                            case ExitStatus.Signaled(int signal) ->
                                                    "signal=" + ExitStatus.signalName(signal);
                                        }));
        if (isDaemon()) {
            text.append(", daemon");
        }
        return text.append(']').toString();
    }

    /// Travels only into its own child, before it is started.
    private void writeObject(ObjectOutputStream out) throws IOException {
        if (control != null) {
            throw new NotSerializableException(
                    this + " is started, and can't travel; send its pid, or make a new object");
        }
        out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        options = ProcessOptions.DEFAULTS;
    }

    private Control control(String missing) {
        Control started = control;
        if (started == null) {
            throw new IllegalStateException(this + " was not started: " + missing);
        }
        return started;
    }

    private void requireNew(String what) {
        if (control != null) {
            throw new IllegalStateException(this + " was started: " + what + " can't change now");
        }
    }

    /// Called once by the engine that starts this process, or that runs in it.
    final void bind(Control control, ProcessOptions options) {
        if (this.control != null) {
            throw new IllegalStateException(this + " was started before; make a new object");
        }
        this.control = control;
        this.options = options;
    }

    /// Where a process stands.
    public enum State {
        /// Made, not started.
        NEW,
        /// Started, not ended.
        RUNNING,
        /// Ended.
        ENDED
    }

    /// What an engine does for one process; the public methods of [ChildProcess] explain each.
    public interface Control {
        /// Returns the process id.
        ///
        /// @return the process id
        long pid();

        /// Returns the process id of the parent.
        ///
        /// @return the parent's process id, or 0 if unknown
        long parentPid();

        /// Returns whether the process has not ended.
        ///
        /// @return true until it has
        boolean isAlive();

        /// Waits for the end.
        ///
        /// @throws InterruptedException if interrupted
        void join() throws InterruptedException;

        /// Waits for the end, but not for ever.
        ///
        /// @param timeout how long
        /// @return true if it has ended
        /// @throws InterruptedException if interrupted
        boolean join(Duration timeout) throws InterruptedException;

        /// Interrupts the thread that runs the action.
        void interrupt();

        /// Sends a signal.
        ///
        /// @param signal its number
        void signal(int signal);

        /// Returns how it ended.
        ///
        /// @return empty until it has
        Optional<ExitStatus> exitStatus();

        /// Returns what the action threw.
        ///
        /// @return empty if it did not, or has not ended
        Optional<Throwable> failure();

        /// Returns a future completed at the end.
        ///
        /// @return a new future
        CompletableFuture<ExitStatus> onExit();
    }

    /// Collects options and starts a child with them; made by [Brood#process()].
    public static final class Builder {
        private final Brood brood;
        private ProcessOptions options = ProcessOptions.DEFAULTS;

        /// Makes a builder that starts under a Brood.
        ///
        /// @param brood where the child will be started
        public Builder(Brood brood) {
            this.brood = brood;
        }

        /// Gives the child a name.
        ///
        /// @param name the name
        /// @return this
        public Builder name(String name) {
            options = options.withName(name);
            return this;
        }

        /// Sets whether the child is ended with its parent rather than keeping it alive.
        ///
        /// @param daemon the flag
        /// @return this
        public Builder daemon(boolean daemon) {
            options = options.withDaemon(daemon);
            return this;
        }

        /// Limits its heap.
        ///
        /// @param size in the JVM's notation, such as `64m`
        /// @return this
        public Builder maxHeap(String size) {
            options = options.withMaxHeap(size);
            return this;
        }

        /// Adds flags for its JVM.
        ///
        /// @param flags for instance `-XX:+UseZGC`
        /// @return this
        public Builder jvmFlags(String... flags) {
            options = options.withJvmFlags(flags);
            return this;
        }

        /// Sets an environment variable for it.
        ///
        /// @param variable the name
        /// @param value the value
        /// @return this
        public Builder environment(String variable, String value) {
            options = options.withEnvironment(variable, value);
            return this;
        }

        /// Sets its working directory.
        ///
        /// @param directory an existing directory
        /// @return this
        public Builder directory(Path directory) {
            options = options.withDirectory(directory);
            return this;
        }

        /// Sets a system property for it.
        ///
        /// @param property the name
        /// @param value the value
        /// @return this
        public Builder systemProperty(String property, String value) {
            options = options.withSystemProperty(property, value);
            return this;
        }

        /// Sets where its standard output goes.
        ///
        /// @param output where
        /// @return this
        public Builder stdout(Output output) {
            options = options.withStdout(output);
            return this;
        }

        /// Sets where its standard error goes.
        ///
        /// @param output where
        /// @return this
        public Builder stderr(Output output) {
            options = options.withStderr(output);
            return this;
        }

        /// Returns what was collected.
        ///
        /// @return the options
        public ProcessOptions options() {
            return options;
        }

        /// Starts a child that runs an action.
        ///
        /// @param action what it runs
        /// @return the started child
        /// @throws EncodingException if the action cannot travel; nothing was started
        /// @throws ProcessStartException if the system cannot start a process
        public ChildProcess start(Action action) {
            return brood.start(new ChildProcess(options, action));
        }
    }
}
