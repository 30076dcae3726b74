package dev.brood.ignite.client;

import dev.brood.ignite.link.SeatService;
import dev.brood.ignite.link.SeatService.NodeInfo;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What one sees of a cluster: all of it, or a part of one that has split.
///
/// @param cluster what names the cluster, the same in all parts
/// @param nodes those of the part
record Part(String cluster, List<NodeInfo> nodes) {

    static Part of(SeatService seat) {
        return new Part(seat.cluster(), seat.nodes());
    }

    Set<String> addresses() {
        return nodes.stream().map(NodeInfo::address).collect(Collectors.toSet());
    }

    /// Returns whether another is of the same cluster, and has no node of this.
    boolean isSplitFrom(Part other) {
        return cluster.equals(other.cluster) && nodes.stream().noneMatch(other.nodes::contains);
    }

    /// Returns whether this part is to give way: the one with more nodes stays, as it has more of
    /// the objects; of two that have as many, the one with the oldest node.
    boolean yieldsTo(Part other) {
        return Comparator.<Part>comparingInt(part -> part.nodes.size())
                        .thenComparing(Part::oldest, Comparator.reverseOrder())
                        .compare(this, other)
                < 0;
    }

    private long oldest() {
        return nodes.stream().mapToLong(NodeInfo::order).min().orElse(Long.MAX_VALUE);
    }
}
