package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.WorkerDiedException;
import dev.brood.local.process.CrashReport;
import dev.brood.local.process.Remains;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Says what workers have died of.
final class DeathReport {
    private static final int SIGKILL = 9;

    /// What a JVM exits with when it is told to exit on being out of memory.
    private static final int OUT_OF_MEMORY = 3;

    private final MemoryKills memoryKills = new MemoryKills();

    /// Reports on a worker that has ended.
    ///
    /// @return what makes of it the failure of a task that the worker was running
    Function<PoolTask<?>, Throwable> of(Worker worker, Remains remains) {
        ExitStatus status = worker.process.exitStatus().orElseThrow();
        Instant now = Instant.now();
        long nanos = System.nanoTime();
        WorkerDiedException.Evidence evidence =
                new WorkerDiedException.Evidence(
                        lastWords(worker, remains),
                        file(remains.crash()),
                        remains.crash() == null ? List.of() : remains.crash().head(),
                        hint(status, remains));
        @Nullable Throwable cause = worker.process.failure().orElse(null);
        return task -> {
            Duration after = Duration.ofNanos(nanos - begun(worker, task));
            WorkerDiedException death =
                    new WorkerDiedException(
                            worker.name,
                            worker.process.pid(),
                            status,
                            after,
                            task.toString(),
                            now,
                            evidence);
            if (cause != null) {
                death.initCause(cause);
            }
            return death;
        };
    }

    /// What its Java code has printed comes with its results, the rest past them.
    static List<String> lastWords(Worker worker, Remains remains) {
        List<String> words = new ArrayList<>(worker.errors.lines());
        words.addAll(remains.lastLines());
        return words;
    }

    private static long begun(Worker worker, PoolTask<?> task) {
        WorkerStatus.Running running = worker.status.running();
        return running != null && running.task() == task.id ? running.begun() : task.handedAt;
    }

    private static @Nullable String file(@Nullable CrashReport crash) {
        return crash == null ? null : crash.file().toString();
    }

    private String hint(ExitStatus status, Remains remains) {
        return switch (status) {
            case ExitStatus.Signaled(int signal) when signal == SIGKILL && !remains.killed() ->
                    switch (memoryKills.look()) {
                        case KILLED ->
                                "the kernel's out-of-memory killer has killed in this control group"
                                        + " just now, most probably this worker";
                        case NONE -> "";
                        case UNKNOWN -> "perhaps by the kernel's out-of-memory killer: see its log";
                    };
            case ExitStatus.Exited(int code)
                    when code == OUT_OF_MEMORY && remains.exitsOnOutOfMemory() ->
                    "its own heap was full, and its JVM was told to exit on that";
            case ExitStatus.Signaled _, ExitStatus.Exited _ ->
                    remains.crash() == null ? "" : "a native crash";
        };
    }
}
