package dev.brood.local.net;

import dev.brood.local.memory.WaitSet;
import dev.brood.local.os.OperatingSystem;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/// Wakes those who wait for one thing among several, if there are any: a thread of this process has
/// seen what no wait point of shared memory shows.
final class Bell {
    private final AtomicInteger watchers = new AtomicInteger();

    void watch() {
        watchers.incrementAndGet();
    }

    void unwatch() {
        watchers.decrementAndGet();
    }

    /// To be called after each change that someone may wait for.
    void changed() {
        VarHandle.fullFence(); // whoever begins to watch now sees the change
        if (watchers.get() > 0) {
            WaitSet.ring(OperatingSystem.current());
        }
    }
}
