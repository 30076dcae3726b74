/// Benchmarks of Brood.
@NullMarked
package dev.brood.bench;

import org.jspecify.annotations.NullMarked;
