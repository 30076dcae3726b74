package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.codec.Reference;
import dev.brood.local.memory.CellId;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.Trees;

/// What a queue's handle travels as.
///
/// @param tree the tree's id
/// @param arena the cell's place
/// @param offset the cell's place
/// @param generation which object of that place
/// @param name the queue's name, for messages when it can't be found
public record QueueReference(long tree, int arena, int offset, int generation, String name)
        implements Reference {
    static QueueReference to(Tree tree, CellId cell, String name) {
        return new QueueReference(tree.id(), cell.arena(), cell.offset(), cell.generation(), name);
    }

    /// Finds the queue; a [GoneQueue] if it was closed, and is gone.
    ///
    /// @throws ClosedException if the tree has ended
    @Override
    public Object resolve() {
        Queues queues = Queues.of(Trees.require(tree, "queue '" + name + "'"));
        try {
            return queues.resolve(new CellId(arena, offset, generation), name);
        } catch (ClosedException _) {
            return new GoneQueue<>(this);
        }
    }

    /// For Java serialization.
    private Object readResolve() {
        return resolve();
    }
}
