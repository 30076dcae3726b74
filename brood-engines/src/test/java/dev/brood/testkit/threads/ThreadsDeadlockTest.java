package dev.brood.testkit.threads;

import dev.brood.testkit.DeadlockContract;
import dev.brood.testkit.Engine;

@Engine("threads")
class ThreadsDeadlockTest extends DeadlockContract {}
