package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolStreamContract;

@Engine("threads")
class ThreadsPoolStreamTest extends PoolStreamContract {}
