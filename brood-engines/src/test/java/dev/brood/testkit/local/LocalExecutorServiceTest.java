package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.ExecutorServiceContract;

class LocalExecutorServiceTest extends ExecutorServiceContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
