/// Guards against slow decay that need no quiet machine: counts, not times.
@NullMarked
package dev.brood.bench.guard;

import org.jspecify.annotations.NullMarked;
