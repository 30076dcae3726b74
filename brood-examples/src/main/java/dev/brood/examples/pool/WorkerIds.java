package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ProcessPool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Who works in a pool: each task prints its process id and that of the parent.
///
/// Counterpart of the tutorial's last program, `Pool(3)` with `os.getpid()` and `os.getppid()`.
/// Both numbers are printed in one line, as the lines of several workers mix.
final class WorkerIds {
    static void main() throws Exception {
        try (ProcessPool pool = Brood.local().pool(3)) {
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                tasks.add(pool.submit(WorkerIds::work));
            }
            for (CompletableFuture<?> task : tasks) {
                task.get();
            }
        }
    }

    private static void work() {
        ProcessHandle self = ProcessHandle.current();
        IO.println(self.pid() + " " + self.parent().orElseThrow().pid());
    }
}
