package dev.brood;

import java.io.Serializable;
import java.util.List;

/// What was to be seen of all trees of this user on this machine; see [Diagnosis#ofMachine()].
///
/// @param directory where trees have their directories
/// @param trees those that could be read, dead ones among them
/// @param unreadable those that could not
public record MachineDiagnosis(String directory, List<Diagnosis> trees, List<Unreadable> unreadable)
        implements Serializable {

    /// Copies the lists.
    public MachineDiagnosis {
        trees = List.copyOf(trees);
        unreadable = List.copyOf(unreadable);
    }

    /// A tree that could not be read.
    ///
    /// @param tree its name
    /// @param reason why, in one line; of a tree of another version of Brood it says that
    public record Unreadable(String tree, String reason) implements Serializable {}

    /// Returns whether some wait for each other, for certain, in any tree.
    ///
    /// @return true if there is a cycle that is certain
    public boolean hasDeadlock() {
        return trees.stream().anyMatch(Diagnosis::hasDeadlock);
    }
}
