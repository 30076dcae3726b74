package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerContract;

@Engine(value = "ignite", slower = 200)
class IgniteManagerTest extends ManagerContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
