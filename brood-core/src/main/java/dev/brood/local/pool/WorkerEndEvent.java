package dev.brood.local.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

import org.jspecify.annotations.Nullable;

/// A worker's process has ended.
@Name("dev.brood.WorkerEnd")
@Label("Worker End")
@Category({"Brood", "Pool"})
@Description("A worker of a process pool has ended: it died, or was told to")
@StackTrace(false)
final class WorkerEndEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Worker")
    @Nullable String worker;

    @Label("Process Id")
    long pid;

    @Label("Status")
    @Description("Its exit code, or the signal that killed it")
    @Nullable String status;

    @Label("Expected")
    @Description("Whether the pool had told it to end")
    boolean expected;

    @Label("Tasks")
    @Description("How many tasks it had ended")
    long tasks;
}
