package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolSubmitContract;

class LocalPoolSubmitTest extends PoolSubmitContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
