package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerCallsContract;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Engine(value = "ignite", slower = 200)
@EnabledIfSystemProperty(named = "brood.cluster", matches = "all", disabledReason = "takes long")
class IgniteManagerCallsTest extends ManagerCallsContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
