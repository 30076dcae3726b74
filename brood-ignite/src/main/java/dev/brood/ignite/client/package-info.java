/// The program's side of the cluster engine.
@NullMarked
package dev.brood.ignite.client;

import org.jspecify.annotations.NullMarked;
