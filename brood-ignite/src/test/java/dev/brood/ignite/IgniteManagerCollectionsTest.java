package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerCollectionsContract;

@Engine(value = "ignite", slower = 200)
class IgniteManagerCollectionsTest extends ManagerCollectionsContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
