package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.SharedConditionContract;

class LocalConditionTest extends SharedConditionContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
