package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ManagerContract;

class LocalManagerTest extends ManagerContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
