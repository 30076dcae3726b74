/// The JVMs that Ignite runs in: nodes, which have workers, and the gateway of each program.
@NullMarked
package dev.brood.ignite.seat;

import org.jspecify.annotations.NullMarked;
