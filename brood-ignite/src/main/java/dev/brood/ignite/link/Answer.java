package dev.brood.ignite.link;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// What came of a [Work].
///
/// @param outcomes of each item, or of the one task: a result encoded by the worker, or a [Failed];
///   null if all have failed
/// @param failure why, if all have failed
/// @param ranNanos how long they have run, 0 if they have not
/// @param bytes how large they were
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
        @Nullable Object @Nullable [] outcomes,
        @Nullable Throwable failure,
        long ranNanos,
        long bytes)
        implements Serializable {

    /// The outcome of an item that failed.
    ///
    /// @param cause why
    public record Failed(Throwable cause) implements Serializable {}

    /// Returns the answer that all have failed.
    ///
    /// @param failure why
    /// @return an answer
    public static Answer failed(Throwable failure) {
        return new Answer(null, failure, 0, 0);
    }
}
