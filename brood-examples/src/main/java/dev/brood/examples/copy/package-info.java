/// Copying a folder with a pool.
@NullMarked
package dev.brood.examples.copy;

import org.jspecify.annotations.NullMarked;
