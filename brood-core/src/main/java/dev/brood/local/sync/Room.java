package dev.brood.local.sync;

import dev.brood.ResourceException;
import dev.brood.local.memory.TreeDirectory;
import dev.brood.local.roster.Tree;

import java.util.Locale;

/// Whether there is room for something, asked before it is tried: to take all that is left only to
/// find that it is not enough would be felt by everything else on the machine.
final class Room {
    private Room() {}

    /// Refuses what there is no room for at the moment.
    ///
    /// @param what is wanted, for the message
    /// @param count how many units
    /// @param unit their size in bytes
    /// @throws ResourceException if there is not so much
    static void require(Tree tree, String what, long count, int unit) {
        long free = tree.directory().path().toFile().getUsableSpace();
        if (count > free / unit) {
            throw new ResourceException(
                    String.format(
                            Locale.ROOT,
                            "cannot make %s: %,d bytes are free in %s; make room,"
                                    + " or name another directory with -D%s=DIR",
                            what,
                            free,
                            tree.directory(),
                            TreeDirectory.PROPERTY));
        }
    }
}
