/// The command line: `brood` and its commands.
@org.jspecify.annotations.NullMarked
package dev.brood.cli;
