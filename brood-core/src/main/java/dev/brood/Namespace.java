package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;
import java.util.Set;

/// Named values in the server of a [Manager], for a few variables of different types that processes
/// share.
///
/// Its `toString` lists names and values in the order of their names, but not of those that begin
/// with `_`.
public interface Namespace extends SharedObject {

    /// Sets a variable, which need not be there yet.
    ///
    /// @param name its name, not empty
    /// @param value its value
    void set(String name, @Nullable Object value);

    /// Returns the value of a variable.
    ///
    /// @param name its name
    /// @return a copy
    /// @throws NoSuchElementException if there is none; the message names those there are
    @Nullable Object get(String name);

    /// Returns the value of a variable, of a type.
    ///
    /// @param <T> the type
    /// @param name its name
    /// @param type the type
    /// @return a copy
    /// @throws NoSuchElementException if there is none, or it is null
    /// @throws ClassCastException if it is of another type
    default <T> T get(String name, Class<T> type) {
        Object value = get(name);
        if (value == null) {
            throw new NoSuchElementException("variable '" + name + "' is null");
        }
        return type.cast(value);
    }

    /// Removes a variable.
    ///
    /// @param name its name
    /// @throws NoSuchElementException if there is none
    void delete(String name);

    /// Returns the names there are.
    ///
    /// @return a sorted copy
    Set<String> names();
}
