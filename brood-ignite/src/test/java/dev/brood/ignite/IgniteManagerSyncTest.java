package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerSyncContract;

@Engine(value = "ignite", slower = 200)
class IgniteManagerSyncTest extends ManagerSyncContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
