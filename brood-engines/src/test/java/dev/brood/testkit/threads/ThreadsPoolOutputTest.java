package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolOutputContract;

@Engine("threads")
class ThreadsPoolOutputTest extends PoolOutputContract {}
