package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.PoolInsightContract;

class LocalPoolInsightTest extends PoolInsightContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
