package dev.brood.ignite.client;

import dev.brood.ChildProcess;
import dev.brood.PoolStats;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.PoolService.NodeStats;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Puts together what the nodes say about a pool.
final class PoolView {
    private static final int SLOWEST = 10;

    private final String name;
    private final PoolService service;
    private final PoolLife life;
    private final long born = System.nanoTime();

    PoolView(String name, PoolService service, PoolLife life) {
        this.name = name;
        this.service = service;
        this.life = life;
    }

    List<ChildProcess> workers() {
        List<ChildProcess> all = new ArrayList<>();
        for (NodeStats part : service.stats()) {
            for (PoolStats.Worker worker : part.stats().workers()) {
                all.add(
                        IgniteProvider.worker(
                                worker.name(),
                                new RemoteWorker(service, part.node(), worker.pid())));
            }
        }
        return all;
    }

    /// Sums up: tasks and batches as this program counts them, workers as the nodes do. Of the
    /// waits for a worker there are those at the nodes, the longest of them.
    PoolStats stats() {
        List<NodeStats> parts = life.isTerminated() ? List.of() : service.stats();
        List<PoolStats.Worker> workers = new ArrayList<>();
        List<PoolStats.SlowTask> slowest = new ArrayList<>();
        long started = 0;
        long lost = 0;
        long handed = 0;
        PoolStats.QueueWait wait = new PoolStats.QueueWait(0, Duration.ZERO, Duration.ZERO);
        for (NodeStats part : parts) {
            PoolStats stats = part.stats();
            workers.addAll(stats.workers());
            slowest.addAll(stats.slowest());
            started += stats.workersStarted();
            lost += stats.workersLost();
            handed += part.ready();
            wait = longer(wait, stats.queueWait());
        }
        slowest.sort(Comparator.comparing(PoolStats.SlowTask::ran).reversed());
        return new PoolStats(
                name,
                Duration.ofNanos(System.nanoTime() - born),
                tasks(handed, workers.stream().filter(w -> w.current() != null).count()),
                wait,
                workers,
                started,
                lost,
                slowest.subList(0, Math.min(SLOWEST, slowest.size())));
    }

    private static PoolStats.QueueWait longer(PoolStats.QueueWait one, PoolStats.QueueWait two) {
        PoolStats.QueueWait longest = one.p99().compareTo(two.p99()) >= 0 ? one : two;
        return new PoolStats.QueueWait(one.tasks() + two.tasks(), longest.median(), longest.p99());
    }

    private PoolStats.Tasks tasks(long inHand, long running) {
        long done = life.done.get();
        long failed = life.failed.get();
        long cancelled = life.cancelled.get();
        long timedOut = life.timedOut.get();
        long submitted = life.submitted.get();
        long left = Math.max(0, submitted - done - failed - cancelled - timedOut);
        long handed = Math.clamp(inHand - running, 0, left);
        long runs = Math.min(running, left - handed);
        return new PoolStats.Tasks(
                submitted,
                left - handed - runs,
                handed,
                runs,
                done,
                failed,
                cancelled,
                timedOut,
                0);
    }
}
