package dev.brood.ignite.client;

import dev.brood.BroodException;
import dev.brood.ignite.link.SeatConfig;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Has a cluster that has split become one again.
///
/// When a network is cut for longer than the detection time, or all nodes stand still for so long,
/// the nodes of each side take the others for lost and go on as a cluster of their own, which
/// Ignite never makes one again. So each node looks for those it has known and sees no more. If one
/// can be reached, and is of the same cluster but in another part of it ([Part#isSplitFrom]), then
/// the nodes of one of the two parts end and join the other ([Part#yieldsTo]); what was changed
/// there since the split is gone with them. Both sides look, and come to the same decision.
final class Reunion implements AutoCloseable {
    private static final Duration REACH = Duration.ofMillis(500);
    private static final Duration MEMORY = Duration.ofDays(1);
    private static final long MOST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final SeatConfig config;
    private final Gateway own;
    private final Consumer<Part> giveWay;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // Of the thread.
    private final Map<String, Lost> lost = new HashMap<>();
    private volatile List<String> known = List.of();
    private int visits;

    /// One that was there, and is no more.
    private static final class Lost {
        final long since = System.nanoTime();
        long pause;
        long next = since;

        /// It was no other part: asks again, but later and later.
        void later(long first) {
            pause = Math.min(MOST_PAUSE_NANOS, Math.max(first, 2 * pause));
            next = System.nanoTime() + pause;
        }
    }

    /// Begins to look.
    ///
    /// @param config the node's
    /// @param own its place
    /// @param giveWay called, at most once, when the node is to join another part
    Reunion(SeatConfig config, Gateway own, Consumer<Part> giveWay) {
        this.config = config;
        this.own = own;
        this.giveWay = giveWay;
        this.thread = Thread.ofPlatform().daemon().name("brood-cluster-reunion").start(this::look);
    }

    /// Returns where nodes were when it last looked, this one not among them.
    List<String> known() {
        return known;
    }

    private void look() {
        try {
            remember(Part.of(own.seat()));
            while (!closed.await(config.detection().toMillis(), TimeUnit.MILLISECONDS)) {
                Part mine = Part.of(own.seat());
                remember(mine);
                Part other = other(mine);
                if (other != null) {
                    giveWay.accept(other);
                    return;
                }
            }
        } catch (InterruptedException _) {
            // It is closed.
        } catch (BroodException _) {
            // The node's own JVM has ended; whoever started it sees that.
        }
    }

    private void remember(Part mine) {
        Set<String> present = mine.addresses();
        for (String each : known) {
            if (!present.contains(each)) {
                lost.putIfAbsent(each, new Lost());
            }
        }
        lost.keySet().removeAll(present);
        lost.values().removeIf(each -> System.nanoTime() - each.since > MEMORY.toNanos());
        List<String> all = new ArrayList<>(present);
        all.remove(config.host() + ":" + config.port());
        all.addAll(lost.keySet());
        known = List.copyOf(all);
    }

    /// Returns the part that this node is to join, if there is one.
    private @Nullable Part other(Part mine) throws InterruptedException {
        for (Map.Entry<String, Lost> each : lost.entrySet()) {
            if (System.nanoTime() - each.getValue().next >= 0 && isReachable(each.getKey())) {
                Part other = visit(each.getKey());
                if (other != null && mine.isSplitFrom(other) && mine.yieldsTo(other)) {
                    return other;
                }
                each.getValue().later(config.detection().toNanos());
            }
        }
        return null;
    }

    private static boolean isReachable(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1))),
                    (int) REACH.toMillis());
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Looks at the cluster that a node is in, as a program would; in vain if it is just starting
    /// or ending.
    private @Nullable Part visit(String address) throws InterruptedException {
        String visitor = "visit-" + config.name() + "-" + ++visits;
        try (Gateway gateway = Gateway.start(config.visiting(visitor, address))) {
            return Part.of(gateway.seat());
        } catch (BroodException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return null;
        }
    }

    /// Ends it, and what it does.
    @Override
    public void close() {
        closed.countDown();
        if (!thread.equals(Thread.currentThread())) {
            thread.interrupt();
        }
    }
}
