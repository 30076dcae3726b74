package dev.brood;

import java.io.Serializable;

/// What all objects in shared memory have in common: a name, a handle that travels, and an end.
///
/// **Handles.** An object of this type is a small handle to something in the memory of a tree of
/// processes. It is serializable: it goes into lambdas, tasks, results, queues and other objects,
/// and means the same thing everywhere in the tree. A process has one handle for each object, so
/// handles to the same thing are the same object. In a process of another tree decoding one fails
/// with a [ClosedException] that says so.
///
/// **Closing** is for all processes at once: whoever waits in the object gets a [ClosedException],
/// and so does whoever uses it later. Objects that were not closed end with the Brood that made
/// them.
public interface SharedObject extends AutoCloseable, Serializable {

    /// Returns its name, for messages.
    ///
    /// @return the name given, or one like `lock-3`
    String name();

    /// Returns whether it was closed.
    ///
    /// @return true once any process has closed it, or its tree has ended
    boolean isClosed();

    /// Closes it for all processes. A second call does nothing.
    @Override
    void close();
}
