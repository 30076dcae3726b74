package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ProcessIdentityContract;

class LocalProcessIdentityTest extends ProcessIdentityContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
