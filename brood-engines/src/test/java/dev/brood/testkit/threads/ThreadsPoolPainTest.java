package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolPainContract;

@Engine("threads")
class ThreadsPoolPainTest extends PoolPainContract {}
