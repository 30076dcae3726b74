/// Pools of worker processes.
@NullMarked
package dev.brood.examples.pool;

import org.jspecify.annotations.NullMarked;
