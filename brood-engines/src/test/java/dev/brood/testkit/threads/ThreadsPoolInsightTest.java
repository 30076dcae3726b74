package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolInsightContract;

@Engine("threads")
class ThreadsPoolInsightTest extends PoolInsightContract {}
