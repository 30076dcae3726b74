package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolWorkersContract;

@Engine("threads")
class ThreadsPoolWorkersTest extends PoolWorkersContract {}
