package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The failure of a task whose worker process died while running it: killed by a signal, out of
/// memory, crashed in native code, or ended by `System.exit`. Only this task is hurt; the pool has
/// replaced the worker.
///
/// The message tells all that is known; the methods give it in parts. A cause, if there is one, is
/// what ended the worker's main thread.
public final class WorkerDiedException extends BroodException {
    private final String worker;
    private final long pid;
    private final ExitStatus exitStatus;
    private final Instant time;
    private final Evidence evidence;

    /// What a worker has left when it died.
    ///
    /// @param lastWords the last lines it has printed to its standard error, the oldest first;
    ///   empty if it has printed none or they went past this process, into a file for instance
    /// @param crashFile the file in which its JVM has told of a crash, or null
    /// @param crashHead the first lines of that file
    /// @param hint what it probably means, or an empty string
    public record Evidence(
            List<String> lastWords, @Nullable String crashFile, List<String> crashHead, String hint)
            implements Serializable {

        /// Nothing at all.
        public static final Evidence NONE = new Evidence(List.of(), null, List.of(), "");

        /// Copies what is given.
        public Evidence {
            lastWords = List.copyOf(lastWords);
            crashHead = List.copyOf(crashHead);
        }

        private String described() {
            StringBuilder text = new StringBuilder();
            if (!hint.isEmpty()) {
                text.append("; ").append(hint);
            }
            if (!lastWords.isEmpty()) {
                text.append("\n  its last words:");
                lastWords.forEach(line -> text.append("\n    ").append(line));
            }
            if (crashFile != null) {
                text.append("\n  its JVM's report, in ")
                        .append(crashFile)
                        .append(" until the Brood is closed:");
                crashHead.forEach(line -> text.append("\n    ").append(line));
            }
            return text.toString();
        }
    }

    /// Makes the failure of one task, of whose worker no more is known.
    ///
    /// @param worker the worker's name
    /// @param pid its process id
    /// @param exitStatus how it ended
    /// @param after how long it had been running the task
    public WorkerDiedException(String worker, long pid, ExitStatus exitStatus, Duration after) {
        this(
                worker,
                pid,
                exitStatus,
                after,
                "this task",
                Instant.now(),
                new Evidence(List.of(), null, List.of(), hint(exitStatus)));
    }

    /// Makes the failure of one task.
    ///
    /// @param worker the worker's name
    /// @param pid its process id
    /// @param exitStatus how it ended
    /// @param after how long it had been running the task
    /// @param task the task, as messages name it
    /// @param time when its end was noticed
    /// @param evidence what it has left
    public WorkerDiedException(
            String worker,
            long pid,
            ExitStatus exitStatus,
            Duration after,
            String task,
            Instant time,
            Evidence evidence) {
        super(
                "worker '%s' (pid %d) %s after running %s for %s%s"
                        .formatted(
                                worker,
                                pid,
                                exitStatus.describe(),
                                task,
                                seconds(after),
                                evidence.described()));
        this.worker = worker;
        this.pid = pid;
        this.exitStatus = exitStatus;
        this.time = time;
        this.evidence = evidence;
    }

    /// Returns the name of the worker that died.
    ///
    /// @return a name such as `pool-1-worker-3`
    public String worker() {
        return worker;
    }

    /// Returns the process id the worker had.
    ///
    /// @return a process id, no longer in use or not this worker's any more
    public long pid() {
        return pid;
    }

    /// Returns how the worker ended.
    ///
    /// @return its exit code or the signal that killed it
    public ExitStatus exitStatus() {
        return exitStatus;
    }

    /// Returns when the worker's end was noticed.
    ///
    /// @return a moment shortly after its death
    public Instant time() {
        return time;
    }

    /// Returns the last lines the worker has printed to its standard error.
    ///
    /// @return the oldest first; empty if there are none, or they went past this process
    public List<String> lastWords() {
        return evidence.lastWords();
    }

    /// Returns the file in which the worker's JVM has told of a crash. It is in shared memory and
    /// goes when the Brood is closed, so copy what is to stay; the head is in the message.
    ///
    /// @return empty if it has not crashed
    public Optional<Path> crashFile() {
        return Optional.ofNullable(evidence.crashFile()).map(Path::of);
    }

    /// Returns what the end probably means.
    ///
    /// @return empty if the exit status says it all
    public Optional<String> hint() {
        return evidence.hint().isEmpty() ? Optional.empty() : Optional.of(evidence.hint());
    }

    private static String seconds(Duration after) {
        return String.format(Locale.ROOT, "%.3f s", after.toNanos() / 1e9);
    }

    private static String hint(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Signaled(int signal) when signal == 9 ->
                    "perhaps by the kernel's out-of-memory killer: see its log";
            case ExitStatus.Signaled(int signal) when signal == 6 || signal == 11 || signal == 7 ->
                    "a native crash";
            case ExitStatus.Signaled _, ExitStatus.Exited _ -> "";
        };
    }
}
