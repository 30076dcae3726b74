package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ManagerObjectsContract;

class LocalManagerObjectsTest extends ManagerObjectsContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
