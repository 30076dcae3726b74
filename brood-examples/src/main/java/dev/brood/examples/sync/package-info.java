/// Locks, semaphores, conditions, events and barriers between processes.
@NullMarked
package dev.brood.examples.sync;

import org.jspecify.annotations.NullMarked;
