package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.SharedEventContract;

class LocalEventTest extends SharedEventContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
