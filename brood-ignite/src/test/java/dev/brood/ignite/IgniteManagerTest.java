package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerContract;

@Engine("ignite")
class IgniteManagerTest extends ManagerContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
