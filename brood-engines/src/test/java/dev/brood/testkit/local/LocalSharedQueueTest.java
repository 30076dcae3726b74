package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.SharedQueueContract;

class LocalSharedQueueTest extends SharedQueueContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
