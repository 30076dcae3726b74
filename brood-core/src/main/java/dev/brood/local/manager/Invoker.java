package dev.brood.local.manager;

import dev.brood.codec.Reference;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Carries out the calls of a proxy: by sending them to the server, or, in the server, by making
/// them.
public sealed interface Invoker permits RemoteInvoker, LastingInvoker, LastingRoot, Served {
    /// Makes a call.
    ///
    /// @param signature what to call
    /// @param arguments with what
    /// @return the result
    /// @throws Throwable what the object throws, or why it could not be called
    @Nullable Object invoke(Signature signature, @Nullable Object[] arguments) throws Throwable;

    /// Returns what the proxy travels as.
    ///
    /// @return a new reference, which is counted as being under way
    Reference reference();

    /// Returns the object's number.
    ///
    /// @return the same in all processes
    long object();

    /// Returns where the object is.
    ///
    /// @return the manager
    Address address();

    /// Returns the object's interfaces.
    ///
    /// @return at least one
    List<Class<?>> faces();

    /// Returns whether the object can be used no more.
    ///
    /// @return true if it was closed, or its manager has ended
    boolean isClosed();

    /// Ends the object for all processes.
    void close();

    /// Returns the object's name, for messages.
    ///
    /// @return for instance `lock-3`
    default String name() {
        return Proxies.kind(faces().getFirst()) + "-" + object();
    }
}
