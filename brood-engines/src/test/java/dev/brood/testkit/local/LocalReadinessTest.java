package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ReadinessContract;

class LocalReadinessTest extends ReadinessContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
