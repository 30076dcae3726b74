package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.MemoryContract;

class LocalMemoryContractTest extends MemoryContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
