package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ValueContract;

class LocalValueTest extends ValueContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
