package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedEventContract;

@Engine(value = "ignite", slower = 200)
class IgniteEventTest extends SharedEventContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
