package dev.brood.testkit.threads;

import dev.brood.testkit.Engine;
import dev.brood.testkit.ReferenceContract;

@Engine("threads")
class ThreadsReferenceContractTest extends ReferenceContract {}
