package dev.brood.ignite.seat;

import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterFullException;
import dev.brood.ignite.link.Full;

import org.apache.ignite.DataRegionMetrics;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterGroup;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.internal.mem.IgniteOutOfMemoryException;
import org.apache.ignite.internal.util.typedef.X;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// How full the memory for objects is, of this node and of others as far as they have said.
///
/// Ignite fails when it is at the end, in the middle of what it does: the copy of a node's may have
/// what the node has not. So what puts something is refused before. What is left is for locks, for
/// those who wait, and for taking away: Ignite makes the new state of a cell beside the old one.
///
/// ```
///   0 %                                                   90 %    96 %  100 %
///   +-------------------------------------------------------+-------+-----+
///   | what was put                                          | steps | end |
///   +-------------------------------------------------------+-------+-----+
/// ```
final class Regions {
    private static final String TOPIC = "brood-regions";

    /// Up to what percentage things are put, and up to which a change may need while it is made.
    private static final int MOST = 90;

    private static final int MOST_MEANWHILE = 96;

    /// The first of both where the copy is. It is more, as what is known of there is a little old:
    /// of two nodes that have the same, it is not to be what refuses.
    private static final int MOST_ELSEWHERE = 93;

    /// From what percentage on a node tells the others, and how often. Until then a copy that they
    /// have there has room in any case.
    private static final int TELLING = 60;

    private static final long TELL_MILLIS = 250;

    /// What those others have said that are nearly full. Static, as it is asked by what Ignite
    /// brings to the node, and a JVM has one.
    private static final Map<UUID, Region> OTHERS = new ConcurrentHashMap<>();

    /// How full one is.
    private record Region(String node, long used, long size) {
        boolean isNearlyFull() {
            return 100 * used >= TELLING * size;
        }
    }

    private final Ignite ignite;
    private @Nullable Region told;

    private Regions(Ignite ignite) {
        this.ignite = ignite;
    }

    /// Begins to tell the others, and to listen to them. Gateways have no such memory.
    static void watch(Ignite ignite, ScheduledExecutorService timer) {
        if (ignite.configuration().isClientMode()) {
            return;
        }
        Regions own = new Regions(ignite);
        ignite.message().localListen(TOPIC, (UUID node, byte[] region) -> own.hear(node, region));
        var _ =
                timer.scheduleWithFixedDelay(
                        own::tell, TELL_MILLIS, TELL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean hear(UUID node, byte[] bytes) {
        Region region = (Region) Objects.requireNonNull(Codec.standard().fromBytes(bytes));
        if (region.isNearlyFull()) {
            OTHERS.put(node, region);
        } else {
            OTHERS.remove(node);
        }
        return true;
    }

    static void forget(UUID node) {
        OTHERS.remove(node);
    }

    private void tell() {
        Region now = own(ignite);
        Region before = told;
        if (now.isNearlyFull() || (before != null && before.isNearlyFull())) {
            try {
                ClusterGroup others = ignite.cluster().forServers().forRemotes();
                if (!others.nodes().isEmpty()) {
                    ignite.message(others).send(TOPIC, Codec.standard().toBytes(now));
                }
            } catch (IgniteException _) {
                return; // one of them has left; the next time tells the rest
            }
        }
        told = now;
    }

    @SuppressWarnings("deprecation") // what replaces it has the figures by their names only
    private static Region own(Ignite ignite) {
        DataRegionConfiguration region =
                ignite.configuration()
                        .getDataStorageConfiguration()
                        .getDefaultDataRegionConfiguration();
        DataRegionMetrics metrics =
                Objects.requireNonNull(ignite.dataRegionMetrics(region.getName()));
        return new Region(
                IgniteSettings.name(ignite.cluster().localNode()),
                metrics.getTotalUsedSize(),
                region.getMaxSize());
    }

    /// Returns why something is not to be put, if it is not.
    ///
    /// @param ignite of the node that would do it
    /// @param cache where
    /// @param key the entry's
    /// @param growth by how many bytes the entry would be larger
    /// @param length how long it would be then
    /// @param part the most that one entry may be, as the divisor of all
    /// @return null if there is room
    static @Nullable Full refusal(
            Ignite ignite, String cache, String key, long growth, long length, int part) {
        Full full = refusal(own(ignite), MOST, growth, length, part);
        if (full != null || OTHERS.isEmpty()) {
            return full;
        }
        for (ClusterNode node : ignite.<String>affinity(cache).mapKeyToPrimaryAndBackups(key)) {
            Region other = OTHERS.get(node.id());
            full = other == null ? null : refusal(other, MOST_ELSEWHERE, growth, length, part);
            if (full != null) {
                return full;
            }
        }
        return null;
    }

    private static @Nullable Full refusal(
            Region region, int most, long growth, long length, int part) {
        long size = region.size();
        if (length > size / part) {
            return new Full(region.node(), region.used(), size, length, size / part);
        }
        boolean fits =
                100 * (region.used() + growth) <= most * size
                        && 100 * (region.used() + length) <= MOST_MEANWHILE * size;
        return fits ? null : new Full(region.node(), region.used(), size, growth, 0);
    }

    /// Returns whether something failed as a node's memory was full all the same: others have put
    /// something in the same moment, or a node has taken over what another had.
    static boolean isFull(Throwable failure) {
        return X.hasCause(failure, IgniteOutOfMemoryException.class);
    }

    /// Makes what the caller gets then.
    static ClusterFullException failure() {
        return new ClusterFullException(
                "the memory that a node has for objects became full in the middle of it, so whether"
                        + " it was put is not known; take from objects, close some, add nodes, or"
                        + " start nodes with more: --memory",
                null);
    }
}
