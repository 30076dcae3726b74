package dev.brood.local.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

import org.jspecify.annotations.Nullable;

/// A task has ended. Its time is that of its result's arrival.
@Name("dev.brood.Task")
@Label("Task")
@Category({"Brood", "Pool"})
@Description("A task of a process pool that has ended")
@StackTrace(false)
final class TaskEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Number")
    long id;

    @Label("Task")
    @Nullable String name;

    @Label("Outcome")
    @Nullable String outcome;

    @Label("Worker")
    @Nullable String worker;

    @Label("Worker's Process Id")
    long pid;

    @Label("Queue Wait")
    @Description("From the submission until a worker began it; 0 if none has answered it")
    @Timespan
    long queueWait;

    @Label("Run Time")
    @Description("How long the worker ran it; 0 if none has answered it")
    @Timespan
    long runTime;
}
