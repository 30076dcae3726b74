package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ProcessPool;
import dev.brood.examples.Work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Tasks side by side: five tasks, three workers.
///
/// Counterpart of `pool.apply_async(work)`, `pool.close()` and `pool.join()`. `try` closes the
/// pool, which waits for all tasks. The futures are asked in the end, because a task that failed
/// should not go unnoticed, as it does in the tutorial.
final class ApplyAsync {
    static void main() throws Exception {
        try (ProcessPool pool = Brood.local().pool(3)) {
            List<CompletableFuture<?>> copies = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                copies.add(pool.submit(ApplyAsync::copy));
            }
            for (CompletableFuture<?> copy : copies) {
                copy.get();
            }
        }
    }

    private static void copy() throws InterruptedException {
        IO.println("copying... " + ChildProcess.current().pid());
        Work.seconds(1);
    }
}
