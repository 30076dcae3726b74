/// Queues between processes.
@NullMarked
package dev.brood.examples.queue;

import org.jspecify.annotations.NullMarked;
