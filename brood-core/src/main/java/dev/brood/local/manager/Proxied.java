package dev.brood.local.manager;

import dev.brood.codec.Portable;
import dev.brood.codec.Reference;

import java.io.Serializable;

/// Every proxy of a managed object.
public interface Proxied extends Portable, Serializable {
    /// Returns what carries out its calls.
    ///
    /// @return the same for as long as the proxy lives
    Invoker invoker();

    /// For the codec.
    @Override
    default Reference reference() {
        return invoker().reference();
    }

    /// For Java serialization.
    ///
    /// @return what it travels as
    default Object writeReplace() {
        return invoker().reference();
    }
}
