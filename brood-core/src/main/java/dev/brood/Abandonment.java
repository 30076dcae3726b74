package dev.brood;

import java.io.Serializable;
import java.time.Instant;

/// The death of a process while it held a lock: what the lock protects may be half-changed.
///
/// @param pid the process id it had
/// @param process its name
/// @param when its death was noticed, some milliseconds after it at most times
/// @see SharedLock#abandonment()
public record Abandonment(long pid, String process, Instant when) implements Serializable {
    @Override
    public String toString() {
        return "abandoned by '%s' (pid %d), which was found dead at %s"
                .formatted(process, pid, when);
    }
}
