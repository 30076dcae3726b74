package dev.brood.ignite;

/// Thrown when something is put into a shared object or map of a cluster, and the memory that a
/// node has for them is nearly full. Nothing was changed, unless the message says that some of many
/// were put. What is in the objects can be taken out, and then there is room again.
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
    public ClusterFullException(String message) {
        super(message, null);
    }
}
