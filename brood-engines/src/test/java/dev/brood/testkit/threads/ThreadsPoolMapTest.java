package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolMapContract;

@Engine("threads")
class ThreadsPoolMapTest extends PoolMapContract {}
