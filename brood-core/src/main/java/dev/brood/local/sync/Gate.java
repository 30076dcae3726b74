package dev.brood.local.sync;

/// What threads wait to pass.
interface Gate {
    /// Passes if nothing is in the way.
    ///
    /// @throws dev.brood.ClosedException if it was closed
    boolean tryPass();

    /// Returns whether something is in the way; false too if it was closed.
    boolean isBlocked();

    /// Returns whether nobody at all can pass, however little they want; false if it was closed.
    default boolean isExhausted() {
        return isBlocked();
    }

    boolean isOpen();

    /// Returns how much is wanted, see [dev.brood.local.roster.WaitTable].
    default int wanted() {
        return 1;
    }

    /// Returns for which process all wait, see [LocalSync#suspect].
    int culprit();
}
