package dev.brood.ignite;

import org.jspecify.annotations.Nullable;

/// Thrown when something is put into a shared object or map of a cluster, and the memory that a
/// node has for them is nearly full. Nothing was changed, unless the message says that some of many
/// were put, or that it is not known. What is in the objects can be taken out, and then there is
/// room again.
///
/// ```java
/// try {
///     queue.put(page);
/// } catch (ClusterFullException e) {
///     disk.write(page);
/// }
/// ```
public final class ClusterFullException extends ClusterException {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param message what was refused, why, and the ways out
    /// @param cause null if nothing was changed; else what failed in the middle of it
    public ClusterFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
