package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ProcessContract;

@Engine("threads")
class ThreadsProcessTest extends ProcessContract {}
