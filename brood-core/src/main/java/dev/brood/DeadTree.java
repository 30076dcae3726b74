package dev.brood;

import java.io.Serializable;
import java.util.List;

/// What a tree has left whose root is dead; see [#findAll()].
///
/// @param tree its name, that of its directory
/// @param directory where it is
/// @param rootPid the process id its root had, 0 if that can't be told any more
/// @param files how many files are in it
/// @param bytes how much memory they take
/// @param living processes of it that still run, in spite of that; they should have ended by
///   themselves
/// @param obstacle why it can't be told what it holds, such as another version of Brood; empty if
///   there is none
public record DeadTree(
        String tree,
        String directory,
        long rootPid,
        int files,
        long bytes,
        List<Diagnosis.Who> living,
        String obstacle)
        implements Serializable {

    /// Copies the list.
    public DeadTree {
        living = List.copyOf(living);
    }

    /// Finds what dead trees of this user have left on this machine. The next root to start in the
    /// same directory deletes it too; this is for those who look, or do not start another.
    ///
    /// @return a new list
    public static List<DeadTree> findAll() {
        return Providers.local().deadTrees();
    }

    /// Returns whether it may be deleted.
    ///
    /// @return false if a process of it lives, or might
    public boolean isRemovable() {
        return living.isEmpty() && obstacle.isEmpty();
    }

    /// Deletes it, if no process of it lives. A tree whose root lives is never touched.
    ///
    /// @return whether it is gone now
    public boolean remove() {
        return Providers.local().remove(this, false);
    }

    /// Kills the processes of it that still run (SIGKILL) and deletes it.
    ///
    /// @return whether it is gone now
    public boolean killAndRemove() {
        return Providers.local().remove(this, true);
    }
}
