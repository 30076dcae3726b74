package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolMapContract;

@Engine("ignite")
class IgnitePoolMapTest extends PoolMapContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
