package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ReadinessContract;

@Engine("threads")
class ThreadsReadinessTest extends ReadinessContract {}
