package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedSemaphoreContract;

@Engine(value = "ignite", slower = 200)
class IgniteSemaphoreTest extends SharedSemaphoreContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
