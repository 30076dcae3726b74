package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolSubmitContract;

@Engine(value = "ignite", slower = 200)
class IgnitePoolSubmitTest extends PoolSubmitContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
