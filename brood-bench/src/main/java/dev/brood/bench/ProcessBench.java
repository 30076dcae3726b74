package dev.brood.bench;

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
/// background, which takes longer than the next start here would take to come; so before each warm
/// start there is a pause. Run with `-Dbrood.spares=0`, all starts are cold.
public final class ProcessBench {
    private static final long PAUSE_MILLIS = Long.getLong("pause", 1500);
    private static final int UNMEASURED = 5;
    private static final int AT_ONCE = 2;

    private ProcessBench() {}

    /// Measures.
    ///
    /// @param args how often to start a child by itself, and how many for each measurement of how
    ///   many a second there are
    /// @throws InterruptedException if interrupted
    public static void main(String... args) throws InterruptedException {
        int starts = args.length > 0 ? Integer.parseInt(args[0]) : 40;
        int churned = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        boolean spares = !"0".equals(System.getProperty("brood.spares"));
        Brood brood = Brood.local();
        for (Figure figure : startLatency(brood, starts, spares)) {
            System.out.println(figure);
        }
        System.out.println(startJoin(brood, starts, spares));
        System.out.println(churn(brood, churned));
    }

    private static List<Figure> startLatency(Brood brood, int starts, boolean spares)
            throws InterruptedException {
        double[] first = new double[starts];
        double[] returned = new double[starts];
        SharedQueue<Long> times = brood.queue(1);
        for (int i = -UNMEASURED; i < starts; i++) {
            pause(spares);
            long begin = System.nanoTime();
            ChildProcess child = brood.start(() -> times.put(System.nanoTime()));
            long started = System.nanoTime();
            long then = times.take();
            child.join();
            if (i >= 0) {
                first[i] = (then - begin) / 1e6;
                returned[i] = (started - begin) / 1e6;
            }
        }
        times.close();
        String kind = "process.start_latency " + kind(spares);
        return List.of(
                new Figure(kind + " first_instruction", "ms", first),
                new Figure(kind + " start_returns", "ms", returned));
    }

    private static Figure startJoin(Brood brood, int starts, boolean spares)
            throws InterruptedException {
        double[] took = new double[starts];
        for (int i = -UNMEASURED; i < starts; i++) {
            pause(spares);
            long begin = System.nanoTime();
            brood.start(() -> {}).join();
            if (i >= 0) {
                took[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        return new Figure("process.start_join " + kind(spares), "ms", took);
    }

    private static Figure churn(Brood brood, int children) throws InterruptedException {
        double[] rates = new double[5];
        for (int i = -1; i < rates.length; i++) {
            long begin = System.nanoTime();
            List<ChildProcess> alive = new ArrayList<>();
            for (int left = children; left > 0 || !alive.isEmpty(); ) {
                while (left > 0 && alive.size() < AT_ONCE) {
                    alive.add(brood.start(() -> {}));
                    left--;
                }
                awaitAny(alive);
                alive.removeIf(child -> !child.isAlive());
            }
            if (i >= 0) {
                rates[i] = children / ((System.nanoTime() - begin) / 1e9);
            }
        }
        return new Figure("process.churn", "processes/s", rates);
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

    private static String kind(boolean spares) {
        return spares ? "warm" : "cold";
    }

    private static void pause(boolean spares) throws InterruptedException {
        if (spares) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
