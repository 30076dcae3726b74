package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ManagerSyncContract;

class LocalManagerSyncTest extends ManagerSyncContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
