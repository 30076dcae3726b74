package dev.brood.testkit.threads;

import dev.brood.testkit.DiagnosisContract;
import dev.brood.testkit.Engine;

@Engine("threads")
class ThreadsDiagnosisTest extends DiagnosisContract {}
