package dev.brood.codec;

import java.io.Serializable;

/// The name of a [Portable] object, which finds that object again where it is decoded. Implement it
/// by a record whose package the codec can reach; then decoding it is cheap even in a JVM that has
/// just started.
public interface Reference extends Serializable {

    /// Returns the object this is the name of; called once for each decoded value.
    ///
    /// @return the object, usually one handle for each reference and process
    Object resolve();
}
