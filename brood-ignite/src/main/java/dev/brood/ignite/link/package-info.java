/// What a program, the workers and the JVMs that Ignite runs in say to each other: bytes of values.
@NullMarked
package dev.brood.ignite.link;

import org.jspecify.annotations.NullMarked;
