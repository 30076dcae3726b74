package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolSubmitContract;

@Engine("threads")
class ThreadsPoolSubmitTest extends PoolSubmitContract {}
