package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolEndingContract;

@Engine("threads")
class ThreadsPoolEndingContractTest extends PoolEndingContract {}
