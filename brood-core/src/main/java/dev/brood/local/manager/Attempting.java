package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

/// An object with methods that can be tried without waiting: only if that does not succeed is the
/// call given a thread to wait in.
interface Attempting {
    /// Stands for "it would have to wait".
    Object LATER = new Object();

    /// Returns whether a result stands for "it would have to wait".
    @SuppressWarnings("ReferenceEquality") // there is but one
    static boolean isLater(@Nullable Object result) {
        return result == LATER;
    }

    /// Tries a method that is marked [Attempted]. Must not wait.
    ///
    /// @param method its name
    /// @return its result, or [#LATER] with nothing changed
    /// @throws Exception what the method throws
    @Nullable Object attempt(String method, @Nullable Object[] arguments) throws Exception;
}
