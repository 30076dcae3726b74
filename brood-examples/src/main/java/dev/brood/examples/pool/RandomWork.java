package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ProcessPool;
import dev.brood.examples.Work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Ten tasks of random length on three workers: who is done takes the next.
///
/// Counterpart of the tutorial's `po.apply_async(worker, (i,))` between `----start----` and
/// `-----end-----`. A comment there has `Pool()` inside the loop, which would make a pool for each
/// task; it is made once.
final class RandomWork {
    static void main() throws Exception {
        try (ProcessPool pool = Brood.local().pool(3)) {
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                tasks.add(pool.submit(() -> work(number)));
            }
            IO.println("----start----");
            for (CompletableFuture<?> task : tasks) {
                task.get();
            }
        }
        IO.println("-----end-----");
    }

    private static void work(int number) throws InterruptedException {
        long start = System.nanoTime();
        IO.println("%d begins, process %d".formatted(number, ChildProcess.current().pid()));
        Work.seconds(2 * Math.random());
        IO.println("%d is done after %.2f s".formatted(number, (System.nanoTime() - start) / 1e9));
    }
}
