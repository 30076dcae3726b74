package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ProcessEndingContract;

class LocalProcessEndingTest extends ProcessEndingContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
