package dev.brood.local.channel;

import dev.brood.codec.Reference;
import dev.brood.local.memory.CellId;
import dev.brood.local.roster.Trees;

/// What the handle of a pipe's end travels as.
///
/// @param tree the tree's id
/// @param arena the cell's place
/// @param offset the cell's place
/// @param generation which object of that place
/// @param end 0 for the first, 1 for the second
/// @param name the pipe's name, for messages when it can't be found
public record PipeReference(long tree, int arena, int offset, int generation, int end, String name)
        implements Reference {
    @Override
    public Object resolve() {
        return Pipes.of(Trees.require(tree, "pipe '" + name + "'"))
                .resolve(new CellId(arena, offset, generation), end, name);
    }

    /// For Java serialization.
    private Object readResolve() {
        return resolve();
    }
}
