package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.testkit.DiagnosisContract;

class LocalDiagnosisTest extends DiagnosisContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }
}
