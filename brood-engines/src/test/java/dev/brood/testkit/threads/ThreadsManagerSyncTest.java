package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerSyncContract;

@Engine("threads")
class ThreadsManagerSyncTest extends ManagerSyncContract {}
