package dev.brood.testkit.threads;

import dev.brood.testkit.ArrayContract;
import dev.brood.testkit.Engine;

@Engine("threads")
class ThreadsArrayTest extends ArrayContract {}
