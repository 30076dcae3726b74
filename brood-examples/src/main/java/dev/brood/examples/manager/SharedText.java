package dev.brood.examples.manager;

import dev.brood.Brood;
import dev.brood.ManagedValue;
import dev.brood.Manager;

/// A child adds to a string that its parent made.
///
/// Counterpart of the tutorial's `manager.Value(c_char_p, "Hello")`, whose `value + …` is a reading
/// and a writing: here the child's function runs in the server, in one step.
final class SharedText {
    static void main() throws InterruptedException {
        try (Manager manager = Brood.local().manager()) {
            ManagedValue<String> text = manager.value("Hello");
            Brood.local().start(() -> text.updateAndGet(value -> value + ", World!")).join();
            IO.println(text.get());
        }
    }
}
