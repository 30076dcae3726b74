package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.ExecutorServiceContract;

@Engine(value = "ignite", slower = 200)
class IgniteExecutorServiceTest extends ExecutorServiceContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
