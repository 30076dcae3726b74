package dev.brood;

/// Thrown by [ProcessPool#map] and its streams when the function failed for an item; the cause is
/// what the function threw, or a [WorkerDiedException].
public final class TaskFailedException extends BroodException {
    private final long index;

    /// Makes an exception for one item.
    ///
    /// @param index the position of the item in the input, from 0
    /// @param cause why it failed
    public TaskFailedException(long index, Throwable cause) {
        super("item " + index + " failed: " + cause, cause);
        this.index = index;
    }

    /// Returns which item failed.
    ///
    /// @return its position in the input, from 0
    public long index() {
        return index;
    }
}
