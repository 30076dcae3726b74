package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.SharedSemaphoreContract;

class LocalSemaphoreTest extends SharedSemaphoreContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
