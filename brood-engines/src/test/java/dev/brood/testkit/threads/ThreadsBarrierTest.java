package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedBarrierContract;

@Engine("threads")
class ThreadsBarrierTest extends SharedBarrierContract {}
