package dev.brood;

import org.jspecify.annotations.Nullable;

/// Stands in for an exception of another process that could not be rebuilt here, because its class
/// is missing or would not encode or decode. Message, stack trace, causes and suppressed exceptions
/// are the original's; [#remoteClassName()] names its class.
public final class RemoteFailureException extends BroodException {
    private final String remoteClassName;
    private final String description;

    /// Makes a stand-in.
    ///
    /// @param remoteClassName the binary name of the original's class
    /// @param description what the original's `toString()` gave
    /// @param message the original's message
    /// @param cause the original's cause, or its stand-in
    public RemoteFailureException(
            String remoteClassName,
            String description,
            @Nullable String message,
            @Nullable Throwable cause) {
        super(message == null ? description : message, cause);
        this.remoteClassName = remoteClassName;
        this.description = description;
    }

    /// Returns the name of the class of the original.
    ///
    /// @return a binary class name, such as `com.example.ParseException`
    public String remoteClassName() {
        return remoteClassName;
    }

    /// Returns what the original's `toString()` gave, so that a log reads as if it had been here.
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message alone must stay the original's
    public String toString() {
        return description + " [stand-in for " + remoteClassName + "]";
    }
}
