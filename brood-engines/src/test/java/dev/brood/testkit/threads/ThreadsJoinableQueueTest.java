package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.JoinableQueueContract;

@Engine("threads")
class ThreadsJoinableQueueTest extends JoinableQueueContract {}
