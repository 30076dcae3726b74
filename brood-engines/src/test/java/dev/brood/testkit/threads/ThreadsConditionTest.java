package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.SharedConditionContract;

@Engine("threads")
class ThreadsConditionTest extends SharedConditionContract {}
