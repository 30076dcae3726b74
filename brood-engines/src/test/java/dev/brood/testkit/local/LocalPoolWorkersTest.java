package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolWorkersContract;

class LocalPoolWorkersTest extends PoolWorkersContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
