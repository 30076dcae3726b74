package dev.brood.ignite.object;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ManagerDiedException;
import dev.brood.codec.Codec;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.ClusterFullException;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.Step;
import dev.brood.ignite.link.CellCaller;
import dev.brood.ignite.link.Full;
import dev.brood.ignite.link.SeatService;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// The handle of a shared object: makes calls, waits for what they give, takes them back.
public abstract class ClusterObject implements Portable {
    private static final AtomicLong CALLS = new AtomicLong();
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final transient ObjectName name;
    private transient volatile boolean closedHere;

    ClusterObject(ObjectName name) {
        this.name = name;
    }

    @Override
    public final Reference reference() {
        return name;
    }

    /// For Java serialization.
    ///
    /// @return what it travels as
    public final Object writeReplace() {
        return name;
    }

    /// Returns what it is and its name, for messages.
    final String described() {
        return "%s '%s'".formatted(name.kind().word(), name.label());
    }

    /// Returns what the user has of it.
    Object face() {
        return this;
    }

    final ObjectName objectName() {
        return name;
    }

    /// Returns whether it is the handle of an object, which may have been made anew by another
    /// program, or be asked for by a way that is gone.
    boolean isSameAs(ObjectName other) {
        return Arrays.deepEquals(name.more().toArray(), other.more().toArray())
                && isOfSameSeat(other);
    }

    private boolean isOfSameSeat(ObjectName other) {
        return Arrays.equals(name.self(), other.self()) || name.seat().equals(other.seat());
    }

    /// Returns its name, for messages.
    ///
    /// @return the name given, or one like `lock-3`
    public final String name() {
        return name.label();
    }

    /// Makes a call that waits for no one.
    final @Nullable Object call(Op op) {
        Waiter waiter = new Waiter(op);
        try {
            return waiter.await(FOR_EVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("not to be interrupted", e);
        }
    }

    /// Makes a call that may wait, whatever interrupts it.
    final @Nullable Object callUninterruptibly(Op op) {
        return call(op);
    }

    /// Makes a call that may wait.
    ///
    /// @param timeout how long; null for as long as it takes
    /// @return what it gives; [Op.Outcome#WITHDRAWN] if the time was over
    /// @throws InterruptedException if interrupted, unless it was carried out first
    final @Nullable Object callInterruptibly(Op op, @Nullable Duration timeout)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return new Waiter(op).await(timeout == null ? FOR_EVER : nanos(timeout), true);
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(Duration.ofNanos(FOR_EVER)) >= 0
                ? FOR_EVER
                : Math.max(0, timeout.toNanos());
    }

    /// One call.
    private final class Waiter {
        private final Op op;
        private final SeatService seat = name.seat();
        private final CellCaller caller =
                new CellCaller(
                        ProcessHandle.current().pid(),
                        String.valueOf(ChildProcess.current().name()),
                        Thread.currentThread().threadId(),
                        CALLS.incrementAndGet());

        Waiter(Op op) {
            this.op = op;
        }

        @Nullable Object await(long nanos, boolean interruptible) throws InterruptedException {
            CompletableFuture<byte[]> answer = begin();
            long end = System.nanoTime() + nanos;
            boolean withdrawn = false;
            boolean interrupted = false;
            byte[] bytes = null;
            while (bytes == null) {
                try {
                    bytes =
                            withdrawn || nanos == FOR_EVER
                                    ? answer.get()
                                    : answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException _) {
                    withdrawn = true;
                    withdraw(false);
                } catch (InterruptedException _) {
                    interrupted = true;
                    if (interruptible && !withdrawn) {
                        withdrawn = true;
                        withdraw(true);
                    }
                } catch (ExecutionException e) {
                    throw unreachable(e.getCause());
                }
            }
            Object value = result(bytes);
            boolean done = value != Op.Outcome.WITHDRAWN && !Boolean.FALSE.equals(value);
            if (interrupted && interruptible && !done) {
                throw new InterruptedException();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return value;
        }

        private CompletableFuture<byte[]> begin() {
            try {
                return seat.step(name.key(), caller, op);
            } catch (ManagerDiedException | ClosedException e) {
                throw unreachable(e);
            }
        }

        private void withdraw(boolean interrupted) {
            Object _ =
                    ask(
                            seat,
                            each -> {
                                each.withdraw(caller, interrupted);
                                return null;
                            });
        }

        private @Nullable Object result(byte[] bytes) {
            Step.Result result =
                    (Step.Result)
                            Objects.requireNonNull(Codec.standard().fromBytes("result", bytes));
            if (result.missing()) {
                throw new ClosedException(
                        described() + (closedHere ? " was closed by this process" : " was closed"));
            }
            if (result.value() instanceof Full full) {
                throw full.failure(described(), "");
            }
            return switch (result.failure()) {
                case null -> result.value();
                case ClusterException e -> throw named(e);
                case IllegalMonitorStateException e -> {
                    IllegalMonitorStateException named =
                            new IllegalMonitorStateException(described() + " " + e.getMessage());
                    named.initCause(e);
                    throw named;
                }
                case IllegalStateException e ->
                        throw new IllegalStateException(described() + " " + e.getMessage(), e);
                case RuntimeException e -> throw e;
                case Throwable e -> throw new ClusterException("a step failed: " + e, e);
            };
        }
    }

    /// Something that a seat is asked for.
    interface Request {
        @Nullable Object of(SeatService seat);
    }

    /// Asks the cluster for something that is no step.
    ///
    /// @return what it gives
    ///
    /// @throws ClusterException if it can't be reached, or says that it can't do that
    final @Nullable Object ask(Request request) {
        return ask(name.seat(), request);
    }

    private @Nullable Object ask(SeatService seat, Request request) {
        try {
            return request.of(seat);
        } catch (ManagerDiedException | ClosedException e) {
            throw unreachable(e);
        } catch (ClusterException e) {
            throw named(e);
        }
    }

    /// Says of which object a failure is.
    private ClusterException named(ClusterException failure) {
        String message = described() + ": " + failure.getMessage();
        return failure instanceof ClusterFullException
                ? new ClusterFullException(message, failure)
                : new ClusterException(message, failure);
    }

    private ClusterException unreachable(@Nullable Throwable cause) {
        return new ClusterException(
                "'%s' can't be reached: this process's way to the cluster is gone (%s)"
                        .formatted(name.label(), cause == null ? "no cause" : cause.getMessage()),
                cause);
    }

    /// Returns whether it was closed, by any process.
    ///
    /// @return true if it can't be used any more
    public boolean isClosed() {
        try {
            Object _ = call(new Op.Gone("", -1)); // concerns nobody
            return false;
        } catch (ClosedException _) {
            return true;
        }
    }

    /// Closes it, for all processes. A second call does nothing.
    public void close() {
        try {
            closedHere = true;
            Object _ = call(new Op.Close());
        } catch (ClosedException | ClusterException _) {
            // It is, or is gone with its cluster.
        }
    }

    @Override
    public String toString() {
        return name.label();
    }
}
