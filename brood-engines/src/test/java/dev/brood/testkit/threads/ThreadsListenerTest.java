package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ListenerContract;

@Engine("threads")
class ThreadsListenerTest extends ListenerContract {}
