package dev.brood;

import java.time.Instant;

/// Thrown by [JoinableQueue#join()] when all that can be done is done, but a process has died that
/// had taken items and not called [JoinableQueue#taskDone()] for them.
///
/// Whether those items were done, begun or not is not known. Do them again if that does no harm;
/// [JoinableQueue#writeOff()] then lets `join` return. A queue made with
/// [JoinableQueue.Builder#redeliver] loses none: it delivers them to another process.
public final class ItemsLostException extends BroodException {
    private final int items;
    private final long pid;
    private final String process;
    private final Instant when;

    /// Makes the exception.
    ///
    /// @param queue the queue's name
    /// @param items how many are lost
    /// @param pid the process id of the last that lost some
    /// @param process its name
    /// @param when its death was noticed
    public ItemsLostException(String queue, int items, long pid, String process, Instant when) {
        super(
                "%d item%s of queue '%s' %s lost: taken, and not acknowledged with taskDone(), by '%s' (pid %d), which was found dead at %s; writeOff() counts what is lost as done, and a queue made with redeliver(true) delivers it again"
                        .formatted(
                                items,
                                items == 1 ? "" : "s",
                                queue,
                                items == 1 ? "is" : "are",
                                process,
                                pid,
                                when));
        this.items = items;
        this.pid = pid;
        this.process = process;
        this.when = when;
    }

    /// Returns how many items are lost.
    ///
    /// @return at least 1; of several processes together
    public int items() {
        return items;
    }

    /// Returns the process that died.
    ///
    /// @return its process id; of several the last
    public long pid() {
        return pid;
    }

    /// Returns its name.
    ///
    /// @return for instance `consumer-2`
    public String process() {
        return process;
    }

    /// Returns when its death was noticed.
    ///
    /// @return some milliseconds after it at most times
    public Instant when() {
        return when;
    }
}
