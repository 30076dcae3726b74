package dev.brood.testkit.threads;

import dev.brood.ProcessOptions;
import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolSizesContract;

@Engine("threads")
class ThreadsPoolSizesTest extends PoolSizesContract {
    @Override
    protected ProcessOptions oneOfMany() {
        return ProcessOptions.DEFAULTS;
    }
}
