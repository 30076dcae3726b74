package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolOutputContract;

class LocalPoolOutputTest extends PoolOutputContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
