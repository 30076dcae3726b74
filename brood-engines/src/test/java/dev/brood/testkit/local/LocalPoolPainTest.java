package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolPainContract;

class LocalPoolPainTest extends PoolPainContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
