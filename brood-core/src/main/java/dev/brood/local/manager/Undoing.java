package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

/// An object that can take a call back whose result did not reach the client, as it was gone.
interface Undoing {
    /// Takes a call back.
    ///
    /// @param method its name
    /// @param result what nobody got
    void undo(String method, @Nullable Object[] arguments, @Nullable Object result);
}
