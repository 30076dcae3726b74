package dev.brood.ignite.link;

import dev.brood.Action;
import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// How this process reaches the clusters it has to do with: by a seat of its own tree of processes.
public final class Attachment {
    /// By the cluster's id.
    private static final Map<String, SeatService> SEATS = new ConcurrentHashMap<>();

    private Attachment() {}

    /// Says by which seat a cluster is reached from now on.
    ///
    /// @param cluster the cluster's id
    /// @param seat a proxy
    public static void attach(String cluster, SeatService seat) {
        SEATS.put(cluster, seat);
    }

    /// Takes back what was said.
    ///
    /// @param cluster the cluster's id
    /// @param seat what was attached
    public static void detach(String cluster, SeatService seat) {
        SEATS.remove(cluster, seat);
    }

    /// Returns the seat by which a cluster is reached.
    ///
    /// @param cluster the cluster's id
    /// @param otherwise an encoded proxy of the seat of the tree that a handle comes from: used
    ///   where nothing was attached, as that is a process of the same tree
    /// @return a proxy
    public static SeatService of(String cluster, byte[] otherwise) {
        return SEATS.computeIfAbsent(
                cluster,
                _ ->
                        (SeatService)
                                Objects.requireNonNull(
                                        Codec.standard().fromBytes("cluster", otherwise)));
    }

    /// What a worker of a node runs first.
    ///
    /// @param cluster the cluster's id
    /// @param seat an encoded proxy of the node's seat
    /// @param next an encoded action of the user's; null for none
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Begin(String cluster, byte[] seat, byte @Nullable [] next) implements Action {
        @Override
        public void perform() throws Exception {
            attach(cluster, (SeatService) decoded("cluster", seat));
            if (next != null) {
                ((Action) decoded("initializer", next)).perform();
            }
        }
    }

    /// What a worker of a node runs last.
    ///
    /// @param action an encoded action of the user's
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record End(byte[] action) implements Action {
        @Override
        public void perform() throws Exception {
            ((Action) decoded("finalizer", action)).perform();
        }
    }

    private static Object decoded(String what, byte[] bytes) {
        return Objects.requireNonNull(Codec.standard().fromBytes(what, bytes), what);
    }
}
