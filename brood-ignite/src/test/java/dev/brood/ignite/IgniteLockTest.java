package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedLockContract;

@Engine(value = "ignite", slower = 200)
class IgniteLockTest extends SharedLockContract {
    @Override
    protected Brood open() {
        return TestCluster.openShared();
    }
}
