package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerCallsContract;

@Engine("threads")
class ThreadsManagerCallsTest extends ManagerCallsContract {}
