package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedBarrierContract;

@Engine(value = "ignite", slower = 200)
class IgniteBarrierTest extends SharedBarrierContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
