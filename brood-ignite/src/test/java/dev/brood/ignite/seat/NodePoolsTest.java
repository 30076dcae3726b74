package dev.brood.ignite.seat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ProcessOptions;
import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.link.PoolSpec;

import org.junit.jupiter.api.Test;

import java.util.UUID;

/// The pools of a node, none of which has a worker.
class NodePoolsTest {
    private static final byte[] NONE = {};

    private final UUID gateway = UUID.randomUUID();

    private final Order.Open open =
            new Order.Open("pool", gateway, spec(), new Share(0, 1), Long.MAX_VALUE);

    private static PoolSpec spec() {
        return new PoolSpec(
                "late", 1, ProcessOptions.DEFAULTS, null, null, null, 0, null, 0, false, false, 0);
    }

    private static byte[] carryOut(NodePools pools, Order order) {
        return pools.carryOut(Codec.standard().toBytes("order", order)).join();
    }

    @Test
    void pool_ofAGatewayThatIsThere_isKept_untilItLeaves() {
        NodePools pools = new NodePools("node", "cluster", NONE, gateway::equals);
        carryOut(pools, open);
        assertThat(carryOut(pools, new Order.Stats("pool"))).isNotEmpty();
        pools.ownerGone(gateway);
        assertIsClosed(pools);
    }

    /// The node may be told of its end while it makes the pool, or before it is asked to.
    @Test
    void pool_ofAGatewayThatHasLeft_isNotKept() {
        NodePools pools = new NodePools("node", "cluster", NONE, _ -> false);
        pools.ownerGone(gateway);
        carryOut(pools, open);
        assertIsClosed(pools);
    }

    private static void assertIsClosed(NodePools pools) {
        assertThatThrownBy(() -> carryOut(pools, new Order.Stats("pool")))
                .isInstanceOf(ClusterException.class)
                .hasMessage("node 'node' has no pool pool: it was closed");
    }
}
