package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A list in the server of a [Manager].
///
/// Every method of a single call is carried out in the server in one step and one round trip,
/// [#addAll], [#sort], [#updateAll] and [#reverse()] included. A comparator or function that is not
/// serializable is applied here, to a copy: then what others do meanwhile is overwritten.
///
/// [#get] gives a copy: to change an element, set it. An element that is itself a managed object
/// stays one, and is the same for all; a list may contain itself.
///
/// **Iteration** goes by index and fetches elements by the hundred: it sees what is appended
/// meanwhile, and when others insert or remove before it, it may see an element twice or not at
/// all. It never fails because of others. A [#subList] has the size it was made with.
///
/// **Equality** is that of [List]: by contents, fetched in one step. So is `hashCode`; `toString`
/// iterates.
///
/// @param <E> its elements; null is one
public interface ManagedList<E extends @Nullable Object> extends List<E>, SharedObject {

    /// Returns a part of the list as it is at one moment.
    ///
    /// @param from the first index, at least 0
    /// @param to the index behind the last, at most the size
    /// @return a new list of copies
    /// @throws IndexOutOfBoundsException if there are not so many
    List<E> slice(int from, int to);

    /// Replaces each element by what a function makes of it, in the server and in one step.
    ///
    /// @param function what to apply; it must be able to travel
    void updateAll(Fn<? super E, ? extends E> function);

    /// Turns the list round, in the server.
    void reverse();
}
