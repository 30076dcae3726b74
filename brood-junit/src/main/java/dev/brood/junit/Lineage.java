package dev.brood.junit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The processes that are, or at some time were, descendants of this JVM.
///
/// When a process dies its children get another parent and can no longer be recognized by their
/// ancestors; by then it must be known that it was one of ours. [Jvm] adds each process it starts;
/// the rest is seen by looking around before and after every test.
final class Lineage {
    private static final ConcurrentMap<Long, ProcessHandle> SEEN = new ConcurrentHashMap<>();

    private Lineage() {}

    static void add(ProcessHandle process) {
        SEEN.put(process.pid(), process);
    }

    /// Adds all that are descendants now.
    static void look() {
        ProcessHandle.current().descendants().forEach(Lineage::add);
    }

    /// Returns whether a pid is this JVM's, or that of a present or former descendant which no
    /// other process has taken over since.
    static boolean contains(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            return true;
        }
        ProcessHandle seen = SEEN.get(pid);
        return seen != null && ProcessHandle.of(pid).map(seen::equals).orElse(true);
    }
}
