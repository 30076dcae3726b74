package dev.brood.examples.manager;

import dev.brood.Brood;
import dev.brood.Manager;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;

/// Five tasks of a pool put into one queue.
///
/// Counterpart of the tutorial's `Manager().Queue()`, which Python needs for pools as its other
/// queues can't be passed to their tasks. Here every queue can: `Brood.local().queue(n)` would do,
/// and faster.
final class QueueForAPool {
    static void main() {
        try (Manager manager = Brood.local().manager()) {
            SharedQueue<String> queue = manager.queue(100);
            try (ProcessPool pool = Brood.local().pool(4)) {
                for (int i = 0; i < 5; i++) {
                    var _ = pool.submit(() -> work(queue));
                }
            }
            IO.println(queue.size());
        }
    }

    private static void work(SharedQueue<String> queue) throws InterruptedException {
        IO.println("*".repeat(10));
        queue.put("12346");
    }
}
