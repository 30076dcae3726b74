package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ValueContract;

@Engine(value = "ignite", slower = 200)
class IgniteValueTest extends ValueContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
