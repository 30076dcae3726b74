package dev.brood.ignite.object;

import dev.brood.SharedLatch;
import dev.brood.ignite.cell.GateCell;
import dev.brood.ignite.cell.Op;

import java.time.Duration;
import java.util.Objects;

/// A latch of a cluster.
final class ClusterLatch extends ClusterObject implements SharedLatch {
    private static final long serialVersionUID = 1;

    ClusterLatch(ObjectName name) {
        super(name);
    }

    @Override
    public void countDown() {
        Object _ = call(new GateCell.CountDown());
    }

    @Override
    public long count() {
        return (Long) Objects.requireNonNull(call(new GateCell.Count()));
    }

    @Override
    public void await() throws InterruptedException {
        Object _ = callInterruptibly(new GateCell.Await(), null);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return callInterruptibly(new GateCell.Await(), timeout) != Op.Outcome.WITHDRAWN;
    }
}
