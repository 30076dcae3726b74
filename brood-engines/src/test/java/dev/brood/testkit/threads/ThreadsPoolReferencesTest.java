package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PoolReferencesContract;

@Engine("threads")
class ThreadsPoolReferencesTest extends PoolReferencesContract {}
