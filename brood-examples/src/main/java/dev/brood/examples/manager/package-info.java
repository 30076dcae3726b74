/// Objects in the server of a manager, for all processes.
@NullMarked
package dev.brood.examples.manager;

import org.jspecify.annotations.NullMarked;
