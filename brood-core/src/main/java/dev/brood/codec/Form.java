package dev.brood.codec;

/// How the values of a class are written. A form that also knows how they are read has a static
/// `read` beside [#write], so that the two can be compared.
///
/// Forms are shared by all threads and keep nothing of a message.
abstract class Form {

    /// Writes a value, its tag first.
    ///
    /// @throws CodecFailure if it, or a part of it, cannot be written
    /// @throws RuntimeException if code of the value's class throws; the caller makes it a failure
    abstract void write(Encoder out, Object value);

    /// Tells whether the value is made before its parts when it is read, so that anything inside
    /// may refer back to it.
    boolean madeFirst() {
        return false;
    }

    /// Tells whether this form is the codec's own, rather than Java serialization or a refusal.
    boolean compact() {
        return true;
    }
}
