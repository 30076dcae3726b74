/// How a command tells its user how far it is: a bar, plain lines or JSON, and the figures in them.
@org.jspecify.annotations.NullMarked
package dev.brood.cli.progress;
