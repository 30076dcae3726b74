package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolShutdownContract;

@Engine("threads")
class ThreadsPoolShutdownTest extends PoolShutdownContract {}
