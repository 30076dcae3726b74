package dev.brood.codec;

/// Something that stays where it is and travels as a reference to itself, as queues and locks do.
///
/// The codec encodes what [#reference()] gives instead of the object, wherever in a value it finds
/// one, and the receiver gets what [Reference#resolve()] gives there. Several occurrences of one
/// object in one value are resolved once.
public interface Portable {

    /// Returns what names this object elsewhere.
    ///
    /// @return a small record
    Reference reference();
}
