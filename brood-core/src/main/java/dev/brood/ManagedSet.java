package dev.brood;

import java.util.Set;

/// A set in the server of a [Manager], in the order of insertion. Elements are not null.
///
/// Every method of a single call is carried out in the server in one step and one round trip,
/// [#addAll], [#removeAll] and [#retainAll] included. Iteration and equality are as in
/// [ManagedMap].
///
/// @param <E> its elements, whose `equals` and `hashCode` the server uses
public interface ManagedSet<E> extends Set<E>, SharedObject {

    /// Returns a copy of the whole set as it is at one moment.
    ///
    /// @return a new set in the same order
    Set<E> copy();
}
