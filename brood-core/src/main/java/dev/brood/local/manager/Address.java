package dev.brood.local.manager;

import dev.brood.local.channel.LocalQueue;
import dev.brood.local.channel.QueueReference;
import dev.brood.local.channel.Queues;
import dev.brood.local.memory.CellId;
import dev.brood.local.roster.Tree;

import java.io.Serializable;

/// Where a manager of a tree is to be found: at its door, a queue that names it for ever.
///
/// @param tree the tree's id
/// @param arena the place of the queue's cell
/// @param offset the place of the queue's cell
/// @param generation which object of that place
/// @param pid the server's process
/// @param name the manager's name
public record Address(long tree, int arena, int offset, int generation, long pid, String name)
        implements Serializable {

    static Address of(QueueReference door, long pid, String name) {
        return new Address(door.tree(), door.arena(), door.offset(), door.generation(), pid, name);
    }

    /// Finds the door.
    ///
    /// @throws dev.brood.ClosedException if it was closed
    @SuppressWarnings("unchecked") // nobody else has it
    LocalQueue<byte[]> door(Tree of) {
        return (LocalQueue<byte[]>)
                Queues.of(of).resolve(new CellId(arena, offset, generation), doorName(name));
    }

    /// Returns whether the door is there, without opening it.
    boolean hasDoor(Tree of) {
        return Queues.of(of).exists(new CellId(arena, offset, generation));
    }

    static String doorName(String manager) {
        return "door of " + manager;
    }

    /// Names the manager, for messages. Without a format: the JVM loads the rules of all languages
    /// for the first, and each client has need of this when it decodes its first proxy.
    @Override
    public String toString() {
        return "manager '" + name + "' (pid " + pid + ")";
    }
}
