package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ProcessEndingContract;

@Engine("threads")
class ThreadsProcessEndingTest extends ProcessEndingContract {}
