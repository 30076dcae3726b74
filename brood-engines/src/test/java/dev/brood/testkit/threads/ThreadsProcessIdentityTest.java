package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ProcessIdentityContract;

@Engine("threads")
class ThreadsProcessIdentityTest extends ProcessIdentityContract {}
