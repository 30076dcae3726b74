/// The copier: files and folders copied by a pool of worker processes.
///
/// [dev.brood.cli.copy.CopyRun] is one run of it. The parent walks the sources, makes the folders
/// of the destination and decides what to copy ([dev.brood.cli.copy.TreeScan]); what is to copy
/// goes in batches ([dev.brood.cli.copy.Batch]) through the [dev.brood.cli.copy.Dispatcher] to the
/// workers, where a [dev.brood.cli.copy.FileCopier] does it. Only paths travel to the workers, and
/// only reasons of failures travel back.
@org.jspecify.annotations.NullMarked
package dev.brood.cli.copy;
