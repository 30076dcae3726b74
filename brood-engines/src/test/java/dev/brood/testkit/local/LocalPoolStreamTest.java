package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolStreamContract;

class LocalPoolStreamTest extends PoolStreamContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
