/// The two sides of a comparison: programs that take orders, line by line, and answer with samples.
@NullMarked
package dev.brood.bench.side;

import org.jspecify.annotations.NullMarked;
