package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedConditionContract;

@Engine("ignite")
class IgniteConditionTest extends SharedConditionContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
