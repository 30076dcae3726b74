/// Child processes: starting, naming, telling apart, waiting for and ending them.
@NullMarked
package dev.brood.examples.process;

import org.jspecify.annotations.NullMarked;
