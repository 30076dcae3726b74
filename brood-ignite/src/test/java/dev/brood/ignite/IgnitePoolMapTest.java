package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolMapContract;

@Engine(value = "ignite", slower = 200)
class IgnitePoolMapTest extends PoolMapContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
