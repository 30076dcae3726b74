/// Numbers and arrays that processes share.
@NullMarked
package dev.brood.examples.value;

import org.jspecify.annotations.NullMarked;
