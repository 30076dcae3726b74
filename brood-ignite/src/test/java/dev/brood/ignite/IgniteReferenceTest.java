package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ReferenceContract;

@Engine(value = "ignite", slower = 200)
class IgniteReferenceTest extends ReferenceContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
