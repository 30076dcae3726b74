/// The command `brood node`.
@NullMarked
package dev.brood.ignite.command;

import org.jspecify.annotations.NullMarked;
