package dev.brood.local.manager;

import dev.brood.codec.Reference;
import dev.brood.local.roster.Trees;

import java.util.List;

/// What the proxy of a managed object travels as.
///
/// @param address of its manager
/// @param object its number there
/// @param faces its interfaces
public record ProxyReference(Address address, long object, List<Class<?>> faces)
        implements Reference {
    @Override
    public Object resolve() {
        return Managers.of(Trees.require(address.tree(), "an object of " + address)).resolve(this);
    }

    /// For Java serialization.
    private Object readResolve() {
        return resolve();
    }
}
