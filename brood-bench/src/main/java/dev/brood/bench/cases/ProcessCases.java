package dev.brood.bench.cases;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Starting children: from `start` to the child's first instruction and to its end, and how many a
/// second can be started and joined, two at a time.
///
/// A start is *warm* if a booted JVM was waiting for it. One that is used is replaced in the
/// background, which takes longer than the next start here would take to come; so after each warm
/// start there is a pause. In a process with `-Dbrood.spares=0`, all starts are cold.
final class ProcessCases {
    private static final int STARTS = 3;
    private static final int CHURNED = 40;
    private static final int AT_ONCE = 2;

    static final List<Case> ALL =
            List.of(
                    new Case("process.start_join", 2, ProcessCases::startJoin),
                    new Case("process.start_latency", 2, ProcessCases::startLatency),
                    new Case("process.churn", 1, ProcessCases::churn));

    private ProcessCases() {}

    private static Session startJoin(Setup setup) {
        int starts = Math.min(STARTS, setup.count(STARTS));
        return samples -> {
            for (int i = 0; i < starts; i++) {
                long begin = System.nanoTime();
                setup.brood().start(() -> {}).join();
                samples.time("start_join", "ms", Samples.since(begin));
                awaitSpares();
            }
        };
    }

    private static Session startLatency(Setup setup) {
        int starts = Math.min(STARTS, setup.count(STARTS));
        SharedQueue<Long> times = setup.brood().queue(1);
        return new Session() {
            @Override
            public void sample(Samples samples) throws Exception {
                for (int i = 0; i < starts; i++) {
                    long begin = System.nanoTime();
                    ChildProcess child = setup.brood().start(() -> times.put(System.nanoTime()));
                    long started = System.nanoTime();
                    long then = times.take();
                    child.join();
                    samples.time("start_to_first_instruction", "ms", Samples.between(begin, then));
                    samples.time("start_returns", "ms", Samples.between(begin, started));
                    awaitSpares();
                }
            }

            @Override
            public void end() {
                times.close();
            }
        };
    }

    private static Session churn(Setup setup) {
        int children = setup.count(CHURNED);
        return samples -> {
            long begin = System.nanoTime();
            churn(setup.brood(), children);
            samples.rate("processes", "processes/s", children, Samples.since(begin));
            awaitSpares();
        };
    }

    private static void churn(Brood brood, int children) throws InterruptedException {
        List<ChildProcess> alive = new ArrayList<>();
        for (int left = children; left > 0 || !alive.isEmpty(); ) {
            while (left > 0 && alive.size() < AT_ONCE) {
                alive.add(brood.start(() -> {}));
                left--;
            }
            awaitAny(alive);
            alive.removeIf(child -> !child.isAlive());
        }
    }

    private static void awaitAny(List<ChildProcess> children) throws InterruptedException {
        try {
            CompletableFuture.anyOf(
                            children.stream()
                                    .map(ChildProcess::onExit)
                                    .toArray(CompletableFuture<?>[]::new))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a child's end can't fail", e);
        }
    }

    /// Returns whether starts find a JVM that waits.
    static boolean areWarm() {
        return !"0".equals(System.getProperty("brood.spares"));
    }

    /// Pauses until spares are there again, if there are any at all.
    static void awaitSpares() throws InterruptedException {
        if (areWarm()) {
            TimeUnit.MILLISECONDS.sleep(Long.getLong("pause", 1500));
        }
    }
}
