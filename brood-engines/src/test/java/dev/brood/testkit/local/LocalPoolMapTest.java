package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolMapContract;

class LocalPoolMapTest extends PoolMapContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
