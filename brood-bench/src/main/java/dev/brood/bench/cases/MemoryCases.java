package dev.brood.bench.cases;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ProcessPool;
import dev.brood.SharedBarrier;
import dev.brood.bench.proc.Activity;
import dev.brood.bench.proc.Memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What processes cost that do nothing: memory, and how often they wake.
final class MemoryCases {
    private static final int IDLE_WORKERS = 8;
    private static final int IDLE_SECONDS = 10;
    private static final long REST_MILLIS = 3_000;

    static final List<Case> ALL =
            List.of(
                    new Case("memory", 0, MemoryCases::memory),
                    new Case("idle", 0, MemoryCases::idle));

    private MemoryCases() {}

    private static Session memory(Setup setup) {
        return samples -> {
            for (int size : new int[] {2, IDLE_WORKERS}) {
                try (ProcessPool pool = setup.brood().pool(size)) {
                    useAll(setup.brood(), pool, size);
                    TimeUnit.MILLISECONDS.sleep(REST_MILLIS); // until spares have booted
                    reportMemory(samples, pool, "pool_of_" + size);
                }
            }
        };
    }

    private static void reportMemory(Samples samples, ProcessPool pool, String prefix)
            throws IOException {
        double all = Memory.of(ProcessHandle.current().pid()).pss();
        Set<Long> workers =
                pool.workers().stream().map(ChildProcess::pid).collect(Collectors.toSet());
        for (long pid : descendants()) {
            Memory memory = Memory.of(pid);
            all += memory.pss();
            String kind = workers.contains(pid) ? ".worker" : ".other";
            samples.add(prefix + kind + ".rss", "MiB", memory.rss());
            samples.add(prefix + kind + ".pss", "MiB", memory.pss());
            samples.add(prefix + kind + ".uss", "MiB", memory.uss());
        }
        samples.add(prefix + ".all_processes.pss", "MiB", all);
    }

    private static List<Long> descendants() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            return children.map(ProcessHandle::pid).toList();
        }
    }

    /// Has every worker of a pool start and do some tasks.
    private static void useAll(Brood brood, ProcessPool pool, int workers) throws Exception {
        try (SharedBarrier together = brood.barrier(workers)) {
            List<CompletableFuture<?>> begun = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                begun.add(pool.submit(() -> together.await()));
            }
            for (CompletableFuture<?> each : begun) {
                each.get();
            }
        }
        pool.map(IntStream.range(0, 100 * workers).boxed().toList(), x -> x * x);
    }

    /// Eight workers that have worked, and spares: as many as `-Dbrood.spares` says.
    private static Session idle(Setup setup) throws Exception {
        ProcessPool pool = setup.brood().pool(IDLE_WORKERS);
        useAll(setup.brood(), pool, IDLE_WORKERS);
        TimeUnit.MILLISECONDS.sleep(2 * REST_MILLIS);
        return new Session() {
            @Override
            public void sample(Samples samples) throws Exception {
                Activity before = Activity.ofTree(true);
                long begin = System.nanoTime();
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                Activity done = Activity.ofTree(true).since(before);
                double seconds = Samples.since(begin) / 1e9;
                samples.add("wake_ups", "wake-ups/s", done.allSleeps() / seconds);
                done.byName()
                        .forEach((name, sleeps) ->
                                samples.add(
                                        "wake_ups." + name.replace(' ', '_'),
                                        "wake-ups/s",
                                        sleeps / seconds));
                double busy = done.processorSeconds() / seconds;
                samples.add("processor", "%", 100 * busy);
                reportMemory(samples, pool, "idle");
            }

            @Override
            public void end() {
                pool.close();
            }
        };
    }
}
