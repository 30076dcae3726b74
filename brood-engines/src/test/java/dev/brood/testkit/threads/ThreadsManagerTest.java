package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerContract;

@Engine("threads")
class ThreadsManagerTest extends ManagerContract {}
