package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.concurrent.Callable;

/// Work with a result that can travel to another process.
///
/// As for [Action], a lambda written where a `Task` is expected is serializable with all it
/// captures. The result travels back by value, a handle by reference.
///
/// @param <T> what the work results in
@FunctionalInterface
public interface Task<T extends @Nullable Object> extends Callable<T>, Serializable {

    /// Does the work.
    ///
    /// @return the result, which must be encodable if it is to travel back
    /// @throws Exception if the work fails
    @Override
    T call() throws Exception;
}
