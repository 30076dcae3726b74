package dev.brood;

import org.jspecify.annotations.Nullable;

/// What became of one item of [TaskSubmitter#outcomes]: a result or a failure, with the item.
///
/// ```java
/// pool.outcomes(files, file -> parse(file)).forEach(outcome -> {
///     switch (outcome) {
///         case Outcome.Success(long index, Path file, Report report) -> save(report);
///         case Outcome.Failure(long index, Path file, Throwable cause) -> log(file, cause);
///     }
/// });
/// ```
///
/// @param <T> the items
/// @param <R> the results
public sealed interface Outcome<T extends @Nullable Object, R extends @Nullable Object> {

    /// A result.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param index the position of the item in the input, from 0
    /// @param item the item itself, not a copy
    /// @param result what the function gave
    record Success<T extends @Nullable Object, R extends @Nullable Object>(
            long index, T item, R result) implements Outcome<T, R> {
        @Override
        public R orElseThrow() {
            return result;
        }
    }

    /// A failure.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param index the position of the item in the input, from 0
    /// @param item the item itself, not a copy
    /// @param cause what the function threw, or why it could not be asked: a [WorkerDiedException],
    ///   a [TaskTimeoutException], a [CodecException]
    record Failure<T extends @Nullable Object, R extends @Nullable Object>(
            long index, T item, Throwable cause) implements Outcome<T, R> {
        @Override
        public R orElseThrow() {
            throw new TaskFailedException(index, cause);
        }
    }

    /// Returns which item this is about.
    ///
    /// @return its position in the input, from 0
    long index();

    /// Returns the item.
    ///
    /// @return the item itself, as the input gave it
    T item();

    /// Returns the result.
    ///
    /// @return what the function gave
    /// @throws TaskFailedException if there is none
    R orElseThrow();
}
