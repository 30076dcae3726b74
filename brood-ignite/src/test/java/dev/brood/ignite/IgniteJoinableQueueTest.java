package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.JoinableQueueContract;

@Engine("ignite")
class IgniteJoinableQueueTest extends JoinableQueueContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
