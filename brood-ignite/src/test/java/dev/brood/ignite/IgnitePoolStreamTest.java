package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolStreamContract;

@Engine(value = "ignite", slower = 200)
class IgnitePoolStreamTest extends PoolStreamContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
