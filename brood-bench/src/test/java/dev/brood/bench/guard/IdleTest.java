package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedBarrier;
import dev.brood.bench.proc.Activity;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Workers that have nothing to do sleep: their own threads look once in ten seconds whether there
/// is something after all, and of the JVM's own those are quiet that can be told to.
class IdleTest {
    private static final int WORKERS = 3;
    private static final int SECONDS = 3;

    /// A third of a look, and what it does once when it has just become idle.
    private static final int MOST_OF_A_WORKER = 1;

    /// Of all threads: 0.7 a second, and what is compiled late.
    private static final int MOST_OF_ITS_JVM = 2 * SECONDS;

    @Test
    void workers_withNothingToDo_hardlyWake() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "needs Linux: not counted");
        try (Brood brood = Brood.local();
                ProcessPool pool = brood.pool(WORKERS)) {
            useAll(brood, pool);
            List<Long> workers = pool.workers().stream().map(each -> each.pid()).toList();
            Activity quietest = quietest(workers);
            Map<String, Long> woken = ownThreads(quietest);
            assertThat(woken.values().stream().mapToLong(Long::longValue).sum())
                    .as("wake-ups of %d workers in %d s: %s", WORKERS, SECONDS, woken)
                    .isLessThanOrEqualTo(WORKERS * MOST_OF_A_WORKER);
            assertThat(quietest.allSleeps())
                    .as("with the JVM's own threads: %s", quietest.byName())
                    .isLessThanOrEqualTo(WORKERS * MOST_OF_ITS_JVM);
        }
    }

    /// Looks several times and takes the best: what still compiles or starts at first is no matter.
    private static Activity quietest(List<Long> workers) throws Exception {
        Activity best = look(workers);
        for (int i = 0; i < 2; i++) {
            Activity other = look(workers);
            best = other.allSleeps() < best.allSleeps() ? other : best;
        }
        return best;
    }

    private static Activity look(List<Long> workers) throws Exception {
        Activity before = Activity.of(workers);
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest); // the time that is measured
        }
        return Activity.of(workers).since(before);
    }

    /// Leaves out the JVM's own threads.
    private static Map<String, Long> ownThreads(Activity activity) {
        return activity.byName().entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith("brood") || each.getKey().startsWith("pool-"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void useAll(Brood brood, ProcessPool pool) throws Exception {
        try (SharedBarrier together = brood.barrier(WORKERS)) {
            List<CompletableFuture<?>> begun = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                begun.add(pool.submit(() -> together.await()));
            }
            for (CompletableFuture<?> each : begun) {
                each.get();
            }
        }
    }
}
