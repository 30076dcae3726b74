package dev.brood.ignite.link;

import org.jspecify.annotations.Nullable;

/// Who calls a shared object.
///
/// @param pid the process
/// @param process its name
/// @param thread its thread
/// @param number of the call, unique in the process
public record CellCaller(long pid, String process, long thread, long number) {

    /// Returns the key of an object without a name.
    ///
    /// @param seat the seat it is made by: it ends with that, if not before
    /// @param unique anything unique
    /// @return a key
    public static String anonymous(String seat, String unique) {
        return "of/" + seat + "/" + unique;
    }

    /// Returns the key of an object with a name, which all programs find by it.
    ///
    /// @param kind what it is
    /// @param name its name
    /// @return a key
    public static String named(String kind, String name) {
        return "named/" + kind + "/" + name;
    }

    /// Returns whose an object is that has no name.
    ///
    /// @param key the object's key
    /// @return the seat it was made by; null if it has a name
    public static @Nullable String seatOf(String key) {
        return key.startsWith("of/") ? key.substring(3, key.indexOf('/', 3)) : null;
    }

    /// Returns whether an object has no name and was made by a seat.
    ///
    /// @param key the object's key
    /// @param seat which
    /// @return true if so
    public static boolean isAnonymousOf(String key, String seat) {
        return key.startsWith("of/" + seat + "/");
    }
}
