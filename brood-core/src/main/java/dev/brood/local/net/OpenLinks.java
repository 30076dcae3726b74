package dev.brood.local.net;

import dev.brood.local.os.Deadline;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The links of this process, which are closed when it exits: else the last messages could be lost
/// with the socket.
final class OpenLinks {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Set<Link> LINKS = ConcurrentHashMap.newKeySet();

    static {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(OpenLinks::closeAll, "brood-links-exit"));
        } catch (IllegalStateException _) {
            // The JVM is ending already, and whoever opens a link then is to close it.
        }
    }

    private OpenLinks() {}

    static void add(Link link) {
        LINKS.add(link);
    }

    static void remove(Link link) {
        LINKS.remove(link);
    }

    private static void closeAll() {
        LINKS.forEach(Link::beginClose);
        long deadline = Deadline.after(PATIENCE);
        LINKS.forEach(link -> link.awaitGone(deadline));
    }
}
