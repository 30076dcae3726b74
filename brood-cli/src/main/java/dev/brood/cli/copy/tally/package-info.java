/// What a run of the copier has done, skipped and failed to do, and who hears of it.
@org.jspecify.annotations.NullMarked
package dev.brood.cli.copy.tally;
