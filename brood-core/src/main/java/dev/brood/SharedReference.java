package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// A value of any kind that any number of processes of a tree read and replace at once: what
/// [java.util.concurrent.atomic.AtomicReference] is to threads.
///
/// ```java
/// SharedReference<List<String>> names = Brood.local().reference(List.of());
/// Brood.local().start(() -> names.updateAndGet(list -> append(list, "new"))).join();
/// System.out.println(names.get());
/// ```
///
/// **Values** travel: one is encoded by the call that sets it, so that one that can't travel is an
/// [EncodingException] of that call, and decoded by each call that returns it. So `get` returns a
/// copy each time, and what is done to it does not show; to change the value, set another. Any size
/// goes, from `null` to 2 GiB encoded; up to 864 bytes need no file.
///
/// **Comparing.** No two processes have the same object, so *as expected* means: encoded to the
/// same bytes, or equal by [java.util.Objects#deepEquals]. What `get` returned is as expected as
/// long as nothing else was set. Whether the value was changed and changed back can't be seen.
///
/// **Atomicity.** Readers see a value that was set, whole; they do not wait for writers. Functions
/// are called outside of any lock, and again if another sets the value meanwhile: they should have
/// no side effects, and what they throw leaves the value as it was.
///
/// **Death.** A process that dies at any instruction leaves the value from before or the new one,
/// and no one waiting.
///
/// **Memory effects.** What a thread does before it sets a value happens before what follows the
/// reading of that value, in any process, for shared memory.
///
/// @param <T> what it refers to
public interface SharedReference<T extends @Nullable Object> extends SharedData {

    /// Returns a copy of the value.
    ///
    /// @return the value
    /// @throws DecodingException if it can't be decoded in this process
    T get();

    /// Sets the value.
    ///
    /// @param value the new value
    /// @throws EncodingException if it can't travel; then nothing was set
    /// @throws ResourceException if there is not enough shared memory; then nothing was set
    void set(T value);

    /// Sets the value and returns the one before.
    ///
    /// @param value the new value
    /// @return the value it had
    /// @throws EncodingException if it can't travel; then nothing was set
    /// @throws ResourceException if there is not enough shared memory; then nothing was set
    T getAndSet(T value);

    /// Sets the value if it is as expected.
    ///
    /// @param expected what the value must be equal to
    /// @param value the new value
    /// @return true if it was set
    /// @throws EncodingException if one of the two can't travel; then nothing was set
    /// @throws ResourceException if there is not enough shared memory; then nothing was set
    boolean compareAndSet(T expected, T value);

    /// Sets the value to a function of itself and returns the one before.
    ///
    /// @param function called again if another sets the value meanwhile
    /// @return the value it had
    /// @throws EncodingException if the result can't travel; then nothing was set
    /// @throws ResourceException if there is not enough shared memory; then nothing was set
    T getAndUpdate(UnaryOperator<T> function);

    /// Sets the value to a function of itself and returns it.
    ///
    /// @param function called again if another sets the value meanwhile
    /// @return the new value, as the function returned it
    /// @throws EncodingException if the result can't travel; then nothing was set
    /// @throws ResourceException if there is not enough shared memory; then nothing was set
    T updateAndGet(UnaryOperator<T> function);

    /// Sets the value to a function of itself and an operand, and returns the one before.
    ///
    /// @param operand the second argument of the function; not encoded
    /// @param function called again if another sets the value meanwhile
    /// @return the value it had
    /// @throws EncodingException if the result can't travel; then nothing was set
    /// @throws ResourceException if there is not enough shared memory; then nothing was set
    T getAndAccumulate(T operand, BinaryOperator<T> function);

    /// Sets the value to a function of itself and an operand, and returns it.
    ///
    /// @param operand the second argument of the function; not encoded
    /// @param function called again if another sets the value meanwhile
    /// @return the new value, as the function returned it
    /// @throws EncodingException if the result can't travel; then nothing was set
    /// @throws ResourceException if there is not enough shared memory; then nothing was set
    T accumulateAndGet(T operand, BinaryOperator<T> function);
}
