/// Programs that are no process tree together: they know an address and a secret.
@NullMarked
package dev.brood.examples.remote;

import org.jspecify.annotations.NullMarked;
