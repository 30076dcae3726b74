package dev.brood.ignite.client;

import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.ignite.link.PoolService;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What this program may do with a worker of another machine: look whether it lives, and send it
/// signals. How it ended is known to its node alone, and in the errors of its tasks.
final class RemoteWorker implements ChildProcess.Control {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final PoolService service;
    private final String node;
    private final long pid;

    RemoteWorker(PoolService service, String node, long pid) {
        this.service = service;
        this.node = node;
        this.pid = pid;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public long parentPid() {
        return 0;
    }

    @Override
    public boolean isAlive() {
        return service.stats().stream()
                .filter(part -> part.node().equals(node))
                .flatMap(part -> part.stats().workers().stream())
                .anyMatch(worker -> worker.pid() == pid);
    }

    @Override
    public void join() throws InterruptedException {
        while (!join(Duration.ofHours(1))) {
            // The next hour.
        }
    }

    /// Asks again and again: what ends on another machine wakes nobody here.
    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (isAlive()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.sleep(INTERVAL);
        }
        return true;
    }

    @Override
    public void interrupt() {
        throw new UnsupportedOperationException(
                "a worker of another machine can't be interrupted: cancel the future of its task");
    }

    @Override
    public void signal(int signal) {
        service.signal(node, pid, signal);
    }

    @Override
    public Optional<ExitStatus> exitStatus() {
        return Optional.empty();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException(
                        "how a worker of another machine ends is told by the errors of its tasks"));
    }
}
