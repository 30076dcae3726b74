package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.SharedBarrierContract;

class LocalBarrierTest extends SharedBarrierContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
