package dev.brood.local.sync;

import dev.brood.codec.Reference;
import dev.brood.local.memory.CellId;
import dev.brood.local.roster.Trees;

/// What the handle of shared data travels as.
///
/// @param tree the tree's id
/// @param type of the cell, which tells the kind
/// @param arena the cell's place
/// @param offset the cell's place
/// @param generation which object of that place
/// @param label for messages when it can't be found
public record ObjectReference(
        long tree, int type, int arena, int offset, int generation, String label)
        implements Reference {
    @Override
    public Object resolve() {
        return Lifetimes.of(Trees.require(tree, label))
                .resolve(DataKind.of(type), new CellId(arena, offset, generation), label);
    }

    /// For Java serialization.
    private Object readResolve() {
        return resolve();
    }
}
