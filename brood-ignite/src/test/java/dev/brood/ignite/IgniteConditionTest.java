package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedConditionContract;

@Engine(value = "ignite", slower = 200)
class IgniteConditionTest extends SharedConditionContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
