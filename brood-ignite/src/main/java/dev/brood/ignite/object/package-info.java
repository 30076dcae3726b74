/// Shared objects of a cluster, as programs and workers use them: each call is a step on a cell.
@NullMarked
package dev.brood.ignite.object;

import org.jspecify.annotations.NullMarked;
