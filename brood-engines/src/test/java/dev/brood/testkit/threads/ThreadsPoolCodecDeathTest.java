package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolCodecDeathContract;

@Engine("threads")
class ThreadsPoolCodecDeathTest extends PoolCodecDeathContract {}
