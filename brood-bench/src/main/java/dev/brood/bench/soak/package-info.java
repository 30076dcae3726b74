/// Mixed work for a long time, after which there must be no more of anything than after a while.
@NullMarked
package dev.brood.bench.soak;

import org.jspecify.annotations.NullMarked;
