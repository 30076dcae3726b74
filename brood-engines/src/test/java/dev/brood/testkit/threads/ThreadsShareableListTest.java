package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ShareableListContract;

@Engine("threads")
class ThreadsShareableListTest extends ShareableListContract {}
