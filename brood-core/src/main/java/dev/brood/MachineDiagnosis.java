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
    /// @param reason why, in one line
    /// @param layout if it is well but of another version of Brood, the version of its memory's
    ///   layout; else 0
    public record Unreadable(String tree, String reason, int layout) implements Serializable {
        /// Returns whether it is merely of another version of Brood, whose `brood ps` can read it.
        ///
        /// @return false if there is something wrong with it
        public boolean isOfAnotherVersion() {
            return layout != 0;
        }
    }

    /// Returns whether some wait for each other, for certain, in any tree.
    ///
    /// @return true if there is a cycle that is certain
    public boolean hasDeadlock() {
        return trees.stream().anyMatch(Diagnosis::hasDeadlock);
    }
}
