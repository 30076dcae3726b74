package dev.brood.ignite;

import dev.brood.BroodException;

/// The failure of a task whose node was lost while it had the task: killed, stopped for longer than
/// the failure detection time-out, or cut off. Whether the task has run is not known, so it runs
/// again on another node only if its options say that this does no harm
/// (`Retry.times(2).on(NodeLostException.class)`).
public final class NodeLostException extends BroodException {
    private static final long serialVersionUID = 1;

    private final String node;

    /// Makes the failure of one task, or of one batch of items.
    ///
    /// @param node the node's name
    /// @param what what it had, such as `task 17`
    public NodeLostException(String node, String what) {
        super(
                "node '%s' was lost with %s: it was killed or stopped, or the network is cut; whether it has run is not known, so it runs again elsewhere only if TaskOptions.withRetry allows it"
                        .formatted(node, what));
        this.node = node;
    }

    /// Returns which node was lost.
    ///
    /// @return its name
    public String node() {
        return node;
    }
}
