package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.SharedLockContract;

class LocalLockTest extends SharedLockContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
