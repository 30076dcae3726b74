package dev.brood;

import org.jspecify.annotations.Nullable;

/// A value in the server of a [Manager]. Each method is one step that no other process can come
/// between.
///
/// ```java
/// ManagedValue<String> text = manager.value("Hello");
/// text.updateAndGet(value -> value + ", World!");
/// ```
///
/// [#get()] gives a copy: to change the value, set it.
///
/// @param <T> the value; null is one
public interface ManagedValue<T extends @Nullable Object> extends SharedObject {

    /// Returns the value.
    ///
    /// @return a copy
    T get();

    /// Sets the value.
    ///
    /// @param value the new one
    void set(T value);

    /// Sets the value and returns the old one.
    ///
    /// @param value the new one
    /// @return the old one
    T getAndSet(T value);

    /// Sets the value if it is equal to what is expected.
    ///
    /// @param expected what it should be, by [Object#equals] in the server
    /// @param value the new one
    /// @return whether it was set
    boolean compareAndSet(T expected, T value);

    /// Applies a function to the value, in the server.
    ///
    /// @param function gives the new value; it must be able to travel
    /// @return the new value
    T updateAndGet(Fn<? super T, ? extends T> function);

    /// Applies a function to the value, in the server.
    ///
    /// @param function gives the new value; it must be able to travel
    /// @return the old value
    T getAndUpdate(Fn<? super T, ? extends T> function);
}
