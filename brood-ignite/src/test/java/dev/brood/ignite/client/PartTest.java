package dev.brood.ignite.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ignite.link.SeatService.NodeInfo;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/// Which part of a cluster that has split gives way.
class PartTest {
    private static Part part(String cluster, int... orders) {
        return new Part(
                cluster,
                Arrays.stream(orders)
                        .mapToObj(order -> new NodeInfo("n" + order, "host" + order, 1, 2, order))
                        .toList());
    }

    private static void assertGivesWay(Part one, Part other) {
        assertThat(one.yieldsTo(other)).isTrue();
        assertThat(other.yieldsTo(one)).isFalse();
    }

    @Test
    void partWithFewerNodes_givesWay_whoeverIsOlder() {
        assertGivesWay(part("a", 1), part("a", 2, 3));
        assertGivesWay(part("a", 3), part("a", 1, 2));
    }

    @Test
    void ofPartsWithAsManyNodes_theOneWithoutTheOldestGivesWay() {
        assertGivesWay(part("a", 2), part("a", 1));
        assertGivesWay(part("a", 2, 3), part("a", 4, 1));
    }

    @Test
    void part_doesNotGiveWayToItself() {
        assertThat(part("a", 1, 2).yieldsTo(part("a", 1, 2))).isFalse();
    }

    @Test
    void parts_areOfOneCluster_andHaveNoNodeInCommon() {
        assertThat(part("a", 1).isSplitFrom(part("a", 2))).isTrue();
        assertThat(part("a", 1, 2).isSplitFrom(part("a", 2, 3))).isFalse();
        assertThat(part("a", 1).isSplitFrom(part("b", 2))).isFalse();
    }

    @Test
    void newNodes_ofBothParts_mayHaveTheSameNumber() {
        Part other = new Part("a", part("a", 7).nodes());
        NodeInfo namesake = new NodeInfo("new", "elsewhere", 1, 2, 7);
        assertThat(new Part("a", List.of(namesake)).isSplitFrom(other)).isTrue();
    }
}
