package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedLockContract;

@Engine("threads")
class ThreadsLockTest extends SharedLockContract {}
