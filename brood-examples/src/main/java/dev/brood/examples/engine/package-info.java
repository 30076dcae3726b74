/// One program on each engine.
@NullMarked
package dev.brood.examples.engine;

import org.jspecify.annotations.NullMarked;
