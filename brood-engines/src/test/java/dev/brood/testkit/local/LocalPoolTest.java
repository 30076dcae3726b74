package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolContract;

class LocalPoolTest extends PoolContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
