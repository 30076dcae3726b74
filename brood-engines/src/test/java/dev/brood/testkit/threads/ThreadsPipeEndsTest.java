package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PipeEndsContract;

@Engine("threads")
class ThreadsPipeEndsTest extends PipeEndsContract {}
