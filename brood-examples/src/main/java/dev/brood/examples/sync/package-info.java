/// Locks and what else processes wait at.
@NullMarked
package dev.brood.examples.sync;

import org.jspecify.annotations.NullMarked;
