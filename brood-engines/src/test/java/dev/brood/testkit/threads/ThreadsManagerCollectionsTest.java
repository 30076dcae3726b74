package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ManagerCollectionsContract;

@Engine("threads")
class ThreadsManagerCollectionsTest extends ManagerCollectionsContract {}
