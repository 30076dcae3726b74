package dev.brood.ignite.cell;

/// A thread of a process that uses the cluster.
///
/// @param seat the seat its process asks: Ignite's id of that node
/// @param pid its process id, on the machine of the seat
/// @param process its process's name
/// @param thread its number there
public record Holder(String seat, long pid, String process, long thread) {
    @Override
    public String toString() {
        return "'%s' (pid %d, thread %d)".formatted(process, pid, thread);
    }
}
