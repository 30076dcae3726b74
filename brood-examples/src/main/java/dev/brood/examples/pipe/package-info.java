/// Pipes between processes.
@NullMarked
package dev.brood.examples.pipe;

import org.jspecify.annotations.NullMarked;
