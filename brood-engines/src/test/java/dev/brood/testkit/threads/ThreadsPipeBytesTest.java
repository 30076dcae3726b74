package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PipeBytesContract;

@Engine("threads")
class ThreadsPipeBytesTest extends PipeBytesContract {}
