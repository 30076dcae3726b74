package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Tasks of a pool that put something into a queue.
///
/// Counterpart of the tutorial's `pool.apply_async(func, (q,))` with `Manager().Queue()`. In Python
/// an ordinary queue can't be given to a pool's task, so a manager has to serve one; any handle of
/// Brood goes anywhere, so it is an ordinary queue here.
final class QueueInAPool {
    static void main() throws Exception {
        SharedQueue<String> queue = Brood.local().queue(10);
        try (ProcessPool pool = Brood.local().pool(4)) {
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                tasks.add(pool.submit(() -> putStars(queue)));
            }
            for (CompletableFuture<?> task : tasks) {
                task.get();
            }
        }
        IO.println(queue.size());
    }

    private static void putStars(SharedQueue<String> queue) throws InterruptedException {
        IO.println("*".repeat(10));
        queue.put("12346");
    }
}
