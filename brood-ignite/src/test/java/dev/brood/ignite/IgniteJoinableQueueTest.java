package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.JoinableQueueContract;

@Engine(value = "ignite", slower = 200)
class IgniteJoinableQueueTest extends JoinableQueueContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
