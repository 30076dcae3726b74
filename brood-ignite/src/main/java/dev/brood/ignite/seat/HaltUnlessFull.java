package dev.brood.ignite.seat;

import org.apache.ignite.Ignite;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureType;
import org.apache.ignite.failure.StopNodeOrHaltFailureHandler;

/// Halts the JVM of a node that can't go on: the others go on without it, and it has nothing else
/// to do. But not as the memory for objects is full: what was to be put then is refused, and all
/// that is there can be taken.
final class HaltUnlessFull extends StopNodeOrHaltFailureHandler {
    HaltUnlessFull() {
        super(false, 0);
    }

    @Override
    protected boolean handle(Ignite ignite, FailureContext failure) {
        // Any other type says that one of Ignite's threads has ended by it.
        boolean goesOn =
                failure.type() == FailureType.CRITICAL_ERROR && Regions.isFull(failure.error());
        return !goesOn && super.handle(ignite, failure);
    }
}
