package dev.brood.local.roster;

/// What a storey does about the objects of one kind when a process has died.
///
/// Called under the tree's file mutex, so by one process at a time; but that one may die half-way,
/// and then another begins anew: everything it does must be idempotent. It must not wait for
/// anything that a living process may hold. One that throws is called again for the same process at
/// the next death of any; the recoveries of other kinds are not kept from their work, nor are those
/// of other objects of its own kind (see [Attempts]).
@FunctionalInterface
public interface Recovery {

    /// Gives back what a dead process held, wherever it is found, and wakes who may wait for it.
    ///
    /// @param tree the tree
    /// @param dead the process, certain to be dead
    void recover(Tree tree, Member dead);
}
