package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedEventContract;

@Engine("threads")
class ThreadsEventTest extends SharedEventContract {}
