/// The copier: files and folders copied by a pool of worker processes.
///
/// [dev.brood.cli.copy.CopyRun] is one run of it. The parent walks the sources, makes the folders
/// of the destination and decides what to copy ([dev.brood.cli.copy.TreeScan]). Beneath are, each
/// ignorant of those above it:
///
/// - `dispatch`: batches of files and how they get to the workers, again if need be
/// - `tally`: what was done, skipped and failed
/// - `file`: the copy of one file, which is what runs in a worker
@org.jspecify.annotations.NullMarked
package dev.brood.cli.copy;
