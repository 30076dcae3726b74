package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ManagerCallsContract;

class LocalManagerCallsTest extends ManagerCallsContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
