package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ReferenceContract;

class LocalReferenceContractTest extends ReferenceContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
