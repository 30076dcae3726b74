package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PipeBytesContract;

class LocalPipeBytesTest extends PipeBytesContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
