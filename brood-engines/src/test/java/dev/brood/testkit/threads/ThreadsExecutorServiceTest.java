package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ExecutorServiceContract;

@Engine("threads")
class ThreadsExecutorServiceTest extends ExecutorServiceContract {}
