package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolReferencesContract;

class LocalPoolReferencesTest extends PoolReferencesContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
