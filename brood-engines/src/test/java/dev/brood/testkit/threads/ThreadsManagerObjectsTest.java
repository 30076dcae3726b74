package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerObjectsContract;

@Engine("threads")
class ThreadsManagerObjectsTest extends ManagerObjectsContract {}
