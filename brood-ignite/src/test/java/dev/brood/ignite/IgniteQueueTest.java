package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedQueueContract;

@Engine(value = "ignite", slower = 200)
class IgniteQueueTest extends SharedQueueContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
