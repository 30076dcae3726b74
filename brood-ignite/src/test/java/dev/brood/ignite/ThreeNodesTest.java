package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerCollectionsContract;
import dev.brood.testkit.PoolSubmitContract;
import dev.brood.testkit.SharedLockContract;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Some contracts again, where there are more nodes than copies: on three.
@EnabledIfSystemProperty(named = "brood.cluster", matches = "all", disabledReason = "takes long")
@Order(Integer.MAX_VALUE - 1) // when the others are done with two
class ThreeNodesTest {
    private static final int NODES = 3;

    @Nested
    @Engine(value = "ignite", slower = 200)
    class Submit extends PoolSubmitContract {
        @Override
        protected Brood open() {
            return TestCluster.openShared(NODES);
        }
    }

    @Nested
    @Engine(value = "ignite", slower = 200)
    class Locks extends SharedLockContract {
        @Override
        protected Brood open() {
            return TestCluster.openShared(NODES);
        }
    }

    @Nested
    @Engine(value = "ignite", slower = 200)
    class Collections extends ManagerCollectionsContract {
        @Override
        protected Brood open() {
            return TestCluster.openShared(NODES);
        }
    }
}
