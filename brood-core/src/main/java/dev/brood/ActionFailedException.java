package dev.brood;

/// Carries a checked exception out of [Action#run()]; the cause is the exception.
public final class ActionFailedException extends BroodException {

    /// Wraps what [Action#perform()] threw.
    ///
    /// @param cause the checked exception
    public ActionFailedException(Exception cause) {
        super(cause.toString(), cause);
    }
}
