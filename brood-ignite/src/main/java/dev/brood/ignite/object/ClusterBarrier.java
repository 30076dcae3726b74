package dev.brood.ignite.object;

import dev.brood.Action;
import dev.brood.SharedBarrier;
import dev.brood.codec.Codec;
import dev.brood.ignite.cell.BarrierCell;

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
                    new BrokenBarrierException(
                            "'%s' is broken: the time of one that waited was over"
                                    .formatted(name()));
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
            abort("one that waited was interrupted"); // also if it had not arrived yet
            throw e;
        }
        return switch (Objects.requireNonNull(result)) {
            case BarrierCell.Broken(String why) ->
                    throw new BrokenBarrierException("'%s' is broken: %s".formatted(name(), why));
            case BarrierCell.Late(int arrived) ->
                    throw new TimeoutException(
                            "'%s': %d of %d arrived in time".formatted(name(), arrived, parties()));
            case Integer missing -> missing == BarrierCell.RUN ? act() : missing;
            default -> throw new TimeoutException("'" + name() + "': it did not answer in time");
        };
    }

    private int act() {
        boolean done = false;
        try {
            ((Action) Objects.requireNonNull(Codec.standard().fromBytes("action", action()))).run();
            done = true;
        } finally {
            if (!done) {
                abort("its action failed");
            }
        }
        Object _ = call(new BarrierCell.Trip());
        return 0;
    }

    @Override
    public void abort() {
        abort("it was aborted");
    }

    private void abort(String why) {
        Object _ = call(new BarrierCell.Abort(why));
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
