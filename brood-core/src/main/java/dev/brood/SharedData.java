package dev.brood;

import java.io.Serializable;

/// Data that processes share: a value, an array. The handle is serializable: it goes into lambdas,
/// tasks and queues, and means the same data everywhere in the tree; a process has one handle to
/// the same data, however often it arrives.
///
/// **Life.** Data lives until some process closes it, and at the longest as long as its tree. Data
/// of which no handle was ever sent anywhere can be used by its maker only, and is gone when that
/// process ends, however it ends, or when the handle is garbage. Closing a [Brood] in a child does
/// not close what it made: what a child has sent stays when the child ends.
///
/// **Errors.** Every method throws a [ClosedException] once the data is closed or its tree has
/// ended. In a process of another tree the handle can't be decoded, for the same reason.
public interface SharedData extends AutoCloseable, Serializable {

    /// Returns whether it was closed, by any process.
    ///
    /// @return true if it can't be used any more
    boolean isClosed();

    /// Closes it, for all processes. A second call does nothing.
    @Override
    void close();
}
