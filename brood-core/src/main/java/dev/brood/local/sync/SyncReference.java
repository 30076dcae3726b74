package dev.brood.local.sync;

import dev.brood.codec.Reference;
import dev.brood.local.memory.CellId;
import dev.brood.local.roster.Trees;

/// What a handle travels as.
///
/// @param tree the tree's id
/// @param type the type of its cell, which tells the kind
/// @param arena the cell's place
/// @param offset the cell's place
/// @param generation which object of that place
/// @param name its name, for messages when it can't be found
public record SyncReference(long tree, int type, int arena, int offset, int generation, String name)
        implements Reference {
    @Override
    public Object resolve() {
        Kind kind = Kind.ofType(type);
        return SyncObjects.of(Trees.require(tree, kind.label() + " '" + name + "'"))
                .resolve(kind, new CellId(arena, offset, generation), name);
    }

    /// For Java serialization.
    private Object readResolve() {
        return resolve();
    }
}
