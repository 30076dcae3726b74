package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.JoinableQueueContract;

class LocalJoinableQueueTest extends JoinableQueueContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
