package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ShareableListContract;

class LocalShareableListTest extends ShareableListContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
