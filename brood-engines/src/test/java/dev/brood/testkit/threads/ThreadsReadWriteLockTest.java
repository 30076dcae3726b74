package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedReadWriteLockContract;

@Engine("threads")
class ThreadsReadWriteLockTest extends SharedReadWriteLockContract {}
