package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolEndingContract;

class LocalPoolEndingContractTest extends PoolEndingContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
