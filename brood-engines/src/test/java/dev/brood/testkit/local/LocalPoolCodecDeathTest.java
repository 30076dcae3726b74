package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolCodecDeathContract;

class LocalPoolCodecDeathTest extends PoolCodecDeathContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
