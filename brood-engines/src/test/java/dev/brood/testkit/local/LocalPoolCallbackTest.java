package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolCallbackContract;

class LocalPoolCallbackTest extends PoolCallbackContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
