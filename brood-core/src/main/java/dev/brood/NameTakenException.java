package dev.brood;

/// Thrown when something is to be made under a name that another has. Nothing was made; attach what
/// is there, or choose another name.
public final class NameTakenException extends BroodException {

    /// Makes an exception with a message.
    ///
    /// @param message what was to be made, and whose the name is
    public NameTakenException(String message) {
        super(message);
    }
}
