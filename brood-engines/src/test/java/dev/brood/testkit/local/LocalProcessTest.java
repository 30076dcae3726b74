package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ProcessContract;

class LocalProcessTest extends ProcessContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
