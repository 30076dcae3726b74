package dev.brood.local.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

import org.jspecify.annotations.Nullable;

/// A worker's process was started.
@Name("dev.brood.WorkerStart")
@Label("Worker Start")
@Category({"Brood", "Pool"})
@Description("A worker of a process pool was started")
@StackTrace(false)
final class WorkerStartEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Worker")
    @Nullable String worker;

    @Label("Process Id")
    long pid;
}
