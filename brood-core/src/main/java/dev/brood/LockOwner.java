package dev.brood;

import java.io.Serializable;

/// Who holds a [SharedLock].
///
/// @param pid the process id
/// @param process its name, empty if it has ended meanwhile
/// @param threadId which of its threads, see [Thread#threadId()]; just after it has taken the lock
///   perhaps the owner before it, or 0
public record LockOwner(long pid, String process, long threadId) implements Serializable {
    @Override
    public String toString() {
        return "'%s' (pid %d, thread %d)".formatted(process, pid, threadId);
    }
}
