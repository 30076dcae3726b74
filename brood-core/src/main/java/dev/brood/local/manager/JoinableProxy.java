package dev.brood.local.manager;

import dev.brood.JoinableQueue;

import java.time.Duration;

/// The proxy of a joinable queue.
///
/// @param <E> its items
final class JoinableProxy<E> extends QueueProxy<E> implements JoinableQueue<E> {
    private static final long serialVersionUID = 1;
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final transient JoinableService service;

    JoinableProxy(Invoker invoker, JoinableService service) {
        super(invoker, service);
        this.service = service;
    }

    @Override
    public void taskDone() {
        service.taskDone();
    }

    @Override
    public void taskDone(E item) {
        Object _ = require(item);
        service.taskDone();
    }

    @Override
    public void join() throws InterruptedException {
        boolean _ = service.join(FOR_EVER);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return service.join(timeout);
    }

    @Override
    public int unfinished() {
        return service.unfinished();
    }

    @Override
    public int lost() {
        return service.lost();
    }

    @Override
    public int writeOff() {
        return service.writeOff();
    }
}
