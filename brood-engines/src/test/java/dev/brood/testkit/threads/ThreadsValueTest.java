package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ValueContract;

@Engine("threads")
class ThreadsValueTest extends ValueContract {}
