package dev.brood.local.manager;

import dev.brood.codec.Reference;
import dev.brood.local.roster.Trees;

/// What a manager travels as.
///
/// @param address where it is
public record ManagerReference(Address address) implements Reference {
    @Override
    public Object resolve() {
        return Managers.of(Trees.require(address.tree(), address.toString())).manager(address);
    }

    /// For Java serialization.
    private Object readResolve() {
        return resolve();
    }
}
