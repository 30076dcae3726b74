package dev.brood.ignite.object;

import dev.brood.SharedEvent;
import dev.brood.ignite.cell.GateCell;
import dev.brood.ignite.cell.Op;

import java.time.Duration;
import java.util.Objects;

/// An event of a cluster.
final class ClusterEvent extends ClusterObject implements SharedEvent {
    private static final long serialVersionUID = 1;

    ClusterEvent(ObjectName name) {
        super(name);
    }

    @Override
    public void set() {
        Object _ = call(new GateCell.Set(0));
    }

    @Override
    public void clear() {
        Object _ = call(new GateCell.Set(1));
    }

    @Override
    public boolean isSet() {
        return Long.valueOf(0).equals(call(new GateCell.Count()));
    }

    @Override
    public void await() throws InterruptedException {
        Object _ = callInterruptibly(new GateCell.Await(), null);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return callInterruptibly(new GateCell.Await(), timeout) != Op.Outcome.WITHDRAWN;
    }

    @Override
    public int waiting() {
        return isClosed() ? 0 : (Integer) Objects.requireNonNull(call(new GateCell.Waiting()));
    }

    @Override
    public String toString() {
        return "event '%s' %s".formatted(name(), isSet() ? "(set)" : "(not set)");
    }
}
