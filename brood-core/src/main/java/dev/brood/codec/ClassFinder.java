package dev.brood.codec;

/// Where a codec gets the classes that are named in the bytes it decodes.
///
/// The answers are remembered weakly for as long as the codec lives, so one name must always mean
/// the same class. Array classes and primitive types are never asked for, only what they are made
/// of. May be called by any thread, by several at once.
@FunctionalInterface
public interface ClassFinder {

    /// Returns the class of a name, without initializing it.
    ///
    /// @param name a binary name, such as `com.example.Order$Line`
    /// @return the class
    /// @throws ClassNotFoundException if there is none; decoding fails with it as the cause
    Class<?> find(String name) throws ClassNotFoundException;
}
