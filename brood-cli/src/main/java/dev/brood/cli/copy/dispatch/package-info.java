/// Batches of files and their way to the workers: the large ones first, and again to another worker
/// when one has died.
@org.jspecify.annotations.NullMarked
package dev.brood.cli.copy.dispatch;
