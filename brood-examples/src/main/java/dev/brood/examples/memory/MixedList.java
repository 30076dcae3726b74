package dev.brood.examples.memory;

import dev.brood.Brood;
import dev.brood.ShareableList;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A list of values of several kinds, whose elements a child replaces.
///
/// Counterpart of `ShareableList(['howdy', b'HoWdY', -273.154, 100, None, True, 42])` of Python's
/// documentation. There a text must not become longer than it was at first, and loses its trailing
/// zero bytes; here an element is replaced by whatever can travel.
final class MixedList {
    static void main() throws InterruptedException {
        ShareableList<@Nullable Object> list =
                Brood.local()
                        .<@Nullable Object>shareableList(
                                Arrays.asList("howdy", "HoWdY", -273.154, 100, null, true, 42));
        IO.println(list);

        Brood.local().start(() -> change(list)).join();

        IO.println(list);
        IO.println("size: " + list.size() + ", where 'dry ice' is: " + list.indexOf("dry ice"));
    }

    private static void change(ShareableList<@Nullable Object> list) {
        IO.println("replaced: " + list.set(2, -78.5));
        IO.println("replaced: " + list.set(2, "dry ice"));
        IO.println("replaced: " + list.set(0, "a good deal longer than before"));
    }
}
