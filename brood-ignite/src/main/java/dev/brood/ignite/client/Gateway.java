package dev.brood.ignite.client;

import dev.brood.Brood;
import dev.brood.Manager;
import dev.brood.ProcessOptions;
import dev.brood.ProcessStartException;
import dev.brood.codec.Codec;
import dev.brood.ignite.link.Attachment;
import dev.brood.ignite.link.SeatConfig;
import dev.brood.ignite.link.SeatService;
import dev.brood.ignite.seat.Seat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A JVM of this program's tree that Ignite runs in, and what this process asks it for.
final class Gateway implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Manager manager;
    private final SeatService seat;
    private final String cluster;
    private final byte[] self;

    private Gateway(Manager manager, SeatService seat) {
        this.manager = manager;
        this.seat = seat;
        this.cluster = seat.cluster();
        this.self = Codec.standard().toBytes("cluster", seat);
    }

    /// Starts one and has it join.
    ///
    /// @param config how
    /// @return an open gateway
    /// @throws dev.brood.ignite.ClusterException if it can't join
    /// @throws ProcessStartException if there can't be another process
    static Gateway open(SeatConfig config) {
        Gateway gateway = start(config);
        if (!config.worker()) { // a node that this process runs is no way of its own
            Attachment.attach(gateway.cluster, gateway.seat);
        }
        return gateway;
    }

    /// Starts one that is not to be the way of this process.
    static Gateway start(SeatConfig config) {
        ProcessOptions options =
                ProcessOptions.DEFAULTS.withJvmFlags(Seat.flags().toArray(String[]::new));
        String heap = config.room().heap();
        options = heap == null ? options : options.withMaxHeap(heap);
        Manager manager = Brood.local().newManager().name(config.name()).process(options).open();
        boolean done = false;
        try {
            SeatService seat = manager.share(SeatService.class, () -> Seat.take(config));
            Gateway gateway = new Gateway(manager, seat);
            seat.introduce(gateway.self);
            done = true;
            return gateway;
        } finally {
            if (!done) {
                manager.close();
            }
        }
    }

    SeatService seat() {
        return seat;
    }

    String cluster() {
        return cluster;
    }

    /// Returns a proxy of the seat, encoded for processes of this tree.
    byte[] self() {
        return self;
    }

    long pid() {
        return manager.pid();
    }

    boolean isOpen() {
        return !manager.isClosed();
    }

    /// Leaves the cluster. If the seat is dead, it has.
    @Override
    public void close() {
        Attachment.detach(cluster, seat);
        boolean interrupted = false;
        try {
            if (!manager.isClosed()) {
                left().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException _) {
            // It is dead, or stopped: the cluster notices that.
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            boolean _ = manager.shutdown(GRACE);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Tells the seat to leave, which may have been stopped, and then would not answer.
    private CompletableFuture<?> left() {
        try {
            return manager.async(
                    seat,
                    each -> {
                        each.leave();
                        return true;
                    });
        } catch (dev.brood.ManagerDiedException | dev.brood.ClosedException e) {
            return CompletableFuture.completedFuture(null); // it has left
        }
    }
}
