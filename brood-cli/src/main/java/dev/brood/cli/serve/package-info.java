/// What `brood serve` makes of its options: objects, classes, keys.
@org.jspecify.annotations.NullMarked
package dev.brood.cli.serve;
