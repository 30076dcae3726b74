package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolDeathContract;

class LocalPoolDeathContractTest extends PoolDeathContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
