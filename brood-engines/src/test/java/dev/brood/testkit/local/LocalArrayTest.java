package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ArrayContract;

class LocalArrayTest extends ArrayContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
