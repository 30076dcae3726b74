package dev.brood;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A map in the server of a [Manager]: a [ConcurrentMap] between processes, in the order of
/// insertion. Keys and values are not null.
///
/// **One step each.** Every method of a single call is carried out in the server in one step and
/// one round trip, those with functions too: where a lambda is written the overloads with a [BiFn]
/// or [Mapping] are chosen, and the lambda travels to the map. A function of the plain types of
/// `java.util.function` that is not serializable is applied here instead, as often as others come
/// in between: atomic too, but with several round trips. [#putAll], [#getAll], [#clear] and
/// [#replaceAll(BiFn)] are one step however many entries there are.
///
/// **Functions** run in the server, while nobody else gets at this map: keep them short, and use no
/// other managed object in them.
///
/// **Copies.** What [#get] returns is a copy: to change a value in the map, put it again, or
/// compute it there. A value that is itself a managed object stays one, and is the same for all.
///
/// **Iteration** fetches entries by the hundred, sees each that is there all the time exactly once,
/// perhaps those that come meanwhile, and never fails because of them. Setting an entry's value
/// writes through.
///
/// **Equality** is that of [Map]: by contents, fetched in one step. So is `hashCode`; `toString`
/// iterates.
///
/// @param <K> its keys, whose `equals` and `hashCode` the server uses
/// @param <V> its values
public interface ManagedMap<K, V> extends ConcurrentMap<K, V>, SharedObject {

    /// As [ConcurrentMap#compute], in the server.
    ///
    /// @param key the key
    /// @param function gets key and value, null if there is none; gives the new value, null for
    ///   none
    /// @return the new value, null if there is none
    default V compute(K key, BiFn<? super K, ? super V, ? extends V> function) {
        return compute(key, (BiFunction<? super K, ? super V, ? extends V>) function);
    }

    /// As [ConcurrentMap#computeIfPresent], in the server.
    ///
    /// @param key the key
    /// @param function gets key and value; gives the new value, null for none
    /// @return the new value, null if there is none
    default V computeIfPresent(K key, BiFn<? super K, ? super V, ? extends V> function) {
        return computeIfPresent(key, (BiFunction<? super K, ? super V, ? extends V>) function);
    }

    /// As [ConcurrentMap#merge], in the server.
    ///
    /// @param key the key
    /// @param value what to put if there is none
    /// @param function gets the value there is and the one given; gives the new value, null for
    ///   none
    /// @return the new value, null if there is none
    default V merge(K key, V value, BiFn<? super V, ? super V, ? extends V> function) {
        return merge(key, value, (BiFunction<? super V, ? super V, ? extends V>) function);
    }

    /// As [ConcurrentMap#replaceAll], in the server and in one step.
    ///
    /// @param function gets key and value, gives the new value
    default void replaceAll(BiFn<? super K, ? super V, ? extends V> function) {
        replaceAll((BiFunction<? super K, ? super V, ? extends V>) function);
    }

    /// As [ConcurrentMap#computeIfAbsent], in the server.
    ///
    /// @param key the key
    /// @param function gives the value, null for none
    /// @return the value there is now, null if there is none
    default V computeIfAbsent(K key, Mapping<? super K, ? extends V> function) {
        return computeIfAbsent(key, (Function<? super K, ? extends V>) function);
    }

    /// Returns the values of several keys, as they are at one moment.
    ///
    /// @param keys what to look for
    /// @return a new map of those that are there, in the order asked for
    Map<K, V> getAll(Collection<? extends K> keys);

    /// Returns a copy of the whole map as it is at one moment.
    ///
    /// @return a new map in the same order
    Map<K, V> copy();
}
