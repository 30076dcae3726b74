package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.DeadlockContract;

class LocalDeadlockTest extends DeadlockContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
