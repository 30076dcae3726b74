package dev.brood.examples.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.brood.Brood;
import dev.brood.NameNotFoundException;
import dev.brood.SharedMemory;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A child attaches memory by its name and changes what is in it.
///
/// Counterpart of `SharedMemory(create=True, size=…)` and `SharedMemory(name=…)` of Python's
/// documentation, where two shells share the Fibonacci numbers. What is not unlinked is unlinked
/// when the last process that uses it has ended, and never because some other has ended.
final class AttachByName {
    static void main() throws InterruptedException {
        SharedMemory memory = Brood.local().memory("fibonacci", 6 * JAVA_INT.byteSize());
        memory.segment().copyFrom(MemorySegment.ofArray(new int[] {1, 1, 2, 3, 5, 8}));

        Brood.local().start(AttachByName::change).join();

        IO.println("main: " + numbers(memory));
        memory.unlink();
        try {
            Brood.local().attachMemory("fibonacci");
        } catch (NameNotFoundException _) {
            IO.println("main: the name is gone");
        }
        IO.println("main, still: " + numbers(memory));
        memory.close();
    }

    private static void change() {
        SharedMemory memory = Brood.local().attachMemory("fibonacci");
        IO.println("child: " + numbers(memory));
        memory.segment().setAtIndex(JAVA_INT, 5, 888);
    }

    private static String numbers(SharedMemory memory) {
        return Arrays.toString(memory.readOnly().toArray(JAVA_INT));
    }
}
