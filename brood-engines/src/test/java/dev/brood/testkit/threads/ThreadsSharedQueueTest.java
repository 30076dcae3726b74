package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedQueueContract;

@Engine("threads")
class ThreadsSharedQueueTest extends SharedQueueContract {}
