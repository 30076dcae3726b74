package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolDeathContract;

@Engine("threads")
class ThreadsPoolDeathContractTest extends PoolDeathContract {}
