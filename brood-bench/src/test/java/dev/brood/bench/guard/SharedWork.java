package dev.brood.bench.guard;

import dev.brood.Brood;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// A program that uses what is shared while nobody else does. Before and after each kind of use it
/// asks for a file that is not there, which shows in a trace of its system calls.
final class SharedWork {
    static final int TIMES = 10_000;

    private SharedWork() {}

    /// Works.
    ///
    /// @param args none
    /// @throws Exception if any of the work fails
    @SuppressWarnings("LockNotBeforeTry") // nothing in between can fail
    public static void main(String... args) throws Exception {
        try (Brood brood = Brood.local()) {
            SharedLock lock = brood.lock();
            SharedSemaphore semaphore = brood.semaphore(1);
            SharedLong value = brood.sharedLong(0);
            SharedQueue<Integer> queue = brood.queue(16);
            use(
                    "lock",
                    () -> {
                        lock.lock();
                        lock.unlock();
                        return true;
                    });
            use(
                    "semaphore",
                    () -> {
                        semaphore.acquire();
                        semaphore.release();
                        return true;
                    });
            use("value", value::incrementAndGet);
            use(
                    "queue",
                    () -> {
                        queue.put(42);
                        return queue.take();
                    });
        }
    }

    private static void use(String name, Callable<?> operation) throws Exception {
        for (int i = 0; i < TIMES; i++) {
            operation.call();
        }
        mark(name + "-begin");
        for (int i = 0; i < TIMES; i++) {
            operation.call();
        }
        mark(name + "-end");
    }

    private static void mark(String name) {
        if (Files.exists(Path.of("/no-such-folder/" + name))) {
            throw new IllegalStateException(name + " is there");
        }
    }
}
