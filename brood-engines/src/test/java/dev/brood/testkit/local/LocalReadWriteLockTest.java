package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.SharedReadWriteLockContract;

class LocalReadWriteLockTest extends SharedReadWriteLockContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
