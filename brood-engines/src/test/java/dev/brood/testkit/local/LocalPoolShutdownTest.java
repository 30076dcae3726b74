package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolShutdownContract;

class LocalPoolShutdownTest extends PoolShutdownContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
