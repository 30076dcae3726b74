package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PipeEndsContract;

class LocalPipeEndsTest extends PipeEndsContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
