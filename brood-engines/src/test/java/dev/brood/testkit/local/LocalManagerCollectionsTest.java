package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ManagerCollectionsContract;

class LocalManagerCollectionsTest extends ManagerCollectionsContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
