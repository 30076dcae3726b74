/// The cluster engine, on Apache Ignite: `Brood.open(URI.create("ignite://host:port"))`.
///
/// ```
/// .command   `brood node`
/// .client    the program's side: the engine, its pools and objects
/// .seat      the JVMs that Ignite runs in: nodes, and the gateway of each program
/// .link      what the two say to each other
/// ```
///
/// Only `.seat` uses Ignite, which needs flags that a program's own JVM has not.
@NullMarked
package dev.brood.ignite;

import org.jspecify.annotations.NullMarked;
