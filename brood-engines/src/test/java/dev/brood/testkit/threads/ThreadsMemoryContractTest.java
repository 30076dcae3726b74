package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.MemoryContract;

@Engine("threads")
class ThreadsMemoryContractTest extends MemoryContract {}
