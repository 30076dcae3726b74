/// Memory that processes share, as bytes and as a list.
@NullMarked
package dev.brood.examples.memory;

import org.jspecify.annotations.NullMarked;
