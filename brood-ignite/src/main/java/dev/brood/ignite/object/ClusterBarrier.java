package dev.brood.ignite.object;

import dev.brood.Action;
import dev.brood.SharedBarrier;
import dev.brood.codec.Codec;
import dev.brood.ignite.cell.BarrierCell;
import dev.brood.ignite.cell.Op;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// A barrier of a cluster. What never changes of it: how many parties, the time-out in nanoseconds
/// (0 for none), the encoded action (empty for none).
final class ClusterBarrier extends ClusterObject implements SharedBarrier {
    private static final long serialVersionUID = 1;

    ClusterBarrier(ObjectName name) {
        super(name);
    }

    private byte[] action() {
        return (byte[]) objectName().more().get(2);
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        long usual = objectName().number(1);
        try {
            return arrive(usual == 0 ? null : Duration.ofNanos(usual));
        } catch (TimeoutException e) {
            BrokenBarrierException broken =
                    new BrokenBarrierException("'" + name() + "' is broken, as its time was over");
            broken.initCause(e);
            throw broken;
        }
    }

    @Override
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return arrive(timeout);
    }

    private int arrive(@Nullable Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        boolean acts = action().length > 0;
        Object result;
        try {
            result = callInterruptibly(new BarrierCell.Arrive(acts), timeout);
        } catch (InterruptedException e) {
            abort(); // also if it was interrupted before it arrived
            throw e;
        }
        if (result == Op.Outcome.WITHDRAWN) {
            throw new TimeoutException("'%s': not all came in %s".formatted(name(), timeout));
        }
        int missing = (Integer) Objects.requireNonNull(result);
        if (missing == BarrierCell.BROKEN) {
            throw new BrokenBarrierException("'" + name() + "' is broken");
        }
        return missing == BarrierCell.RUN ? act() : missing;
    }

    private int act() {
        boolean done = false;
        try {
            ((Action) Objects.requireNonNull(Codec.standard().fromBytes("action", action()))).run();
            done = true;
        } finally {
            if (!done) {
                abort();
            }
        }
        Object _ = call(new BarrierCell.Trip());
        return 0;
    }

    @Override
    public void abort() {
        Object _ = call(new BarrierCell.Abort());
    }

    @Override
    public void reset() {
        Object _ = call(new BarrierCell.Reset());
    }

    @Override
    public boolean isBroken() {
        return Boolean.TRUE.equals(call(new BarrierCell.IsBroken()));
    }

    @Override
    public int parties() {
        return (int) objectName().number(0);
    }

    @Override
    public int waiting() {
        return (Integer) Objects.requireNonNull(call(new BarrierCell.Waiting()));
    }
}
