package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolContract;

@Engine("threads")
class ThreadsPoolTest extends PoolContract {}
