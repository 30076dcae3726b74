/// Comparisons of both sides, row by row: what is compared, with which target, and how it came out.
@NullMarked
package dev.brood.bench.compare;

import org.jspecify.annotations.NullMarked;
