package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.PipeContract;

@Engine("threads")
class ThreadsPipeTest extends PipeContract {}
