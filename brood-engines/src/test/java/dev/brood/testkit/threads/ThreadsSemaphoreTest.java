package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedSemaphoreContract;

@Engine("threads")
class ThreadsSemaphoreTest extends SharedSemaphoreContract {}
