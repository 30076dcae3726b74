package dev.brood.local.roster;

/// A process of a tree, as its entry in the roster was at some moment.
///
/// @param slot the number of its entry
/// @param pid its process id
/// @param startToken when it started, see [dev.brood.local.os.OperatingSystem#startToken]
/// @param parentPid its parent's process id, 0 for the root
/// @param bornMillis when its entry was made, in milliseconds of the epoch
/// @param name its name, perhaps cut
public record Member(
        int slot, int pid, long startToken, int parentPid, long bornMillis, String name) {
    @Override
    public String toString() {
        return "'" + name + "' (pid " + pid + ")";
    }
}
