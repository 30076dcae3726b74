package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolSizesContract;

class LocalPoolSizesTest extends PoolSizesContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
