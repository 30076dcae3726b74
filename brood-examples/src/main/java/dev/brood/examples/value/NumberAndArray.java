package dev.brood.examples.value;

import dev.brood.Brood;
import dev.brood.SharedDouble;
import dev.brood.SharedIntArray;

import java.util.Arrays;
import java.util.stream.IntStream;

/// A child changes a number and an array that it shares with its parent.
///
/// Counterpart of the tutorial's `f(n, a)` with `Value('d', 0.0)` and `Array('i', range(10))`. The
/// types have names instead of letters.
final class NumberAndArray {
    static void main() throws InterruptedException {
        SharedDouble number = Brood.local().sharedDouble(0.0);
        SharedIntArray array = Brood.local().ints(IntStream.range(0, 10).toArray());

        Brood.local().start(() -> change(number, array)).join();

        IO.println(number.get());
        IO.println(Arrays.toString(array.toArray()));
    }

    private static void change(SharedDouble number, SharedIntArray array) {
        number.set(3.1415927);
        IO.println("number changed by the child: " + number);
        for (int i = 0; i < array.length(); i++) {
            array.set(i, -array.get(i));
            IO.println("element changed by the child: " + array.get(i));
        }
    }
}
