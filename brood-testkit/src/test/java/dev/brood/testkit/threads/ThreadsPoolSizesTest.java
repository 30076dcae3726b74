package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolSizesContract;

@Engine("threads")
class ThreadsPoolSizesTest extends PoolSizesContract {}
