package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PipeContract;

class LocalPipeTest extends PipeContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
