package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolCallbackContract;

@Engine("threads")
class ThreadsPoolCallbackTest extends PoolCallbackContract {}
