package dev.brood.bench.cases;

import dev.brood.SharedMemory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.List;

/// Messages from one process to another with nothing around them: a copy in, a word that says so, a
/// copy out, a word that says so. No lock, no sleep, no death, and both sides always look: what the
/// hardware allows for messages of that size, wherever the two processors happen to be.
///
/// The sender alone writes tail, the receiver alone writes head; both count messages.
final class BareRing {
    /// As large as a pipe's area.
    private static final int AREA = 1 << 20;

    private static final long TAIL = 0;
    private static final long HEAD = 256;
    private static final long FIRST = 4096;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private BareRing() {}

    /// Measures it.
    ///
    /// @param items how many messages a round has
    /// @param size of each in bytes
    static Session of(Setup setup, int items, int size) {
        SharedMemory memory = setup.brood().memory(FIRST + AREA);
        byte[] item = QueueCases.randomBytes(size);
        return new StepSession(
                setup,
                List.of(
                        () -> send(memory.segment(), item, items),
                        () -> receive(memory.segment(), size, items)),
                (samples, nanos) -> samples.bandwidth("bytes", (double) items * size, nanos),
                memory);
    }

    private static void send(MemorySegment memory, byte[] item, int items) {
        MemorySegment source = MemorySegment.ofArray(item);
        long slots = AREA / item.length;
        long tail = (long) WORD.getAcquire(memory, TAIL);
        long head = (long) WORD.getAcquire(memory, HEAD);
        for (int i = 0; i < items; i++, tail++) {
            while (tail - head >= slots) {
                Thread.onSpinWait();
                head = (long) WORD.getAcquire(memory, HEAD);
            }
            long at = FIRST + tail % slots * item.length;
            MemorySegment.copy(source, 0, memory, at, item.length);
            WORD.setRelease(memory, TAIL, tail + 1);
        }
    }

    private static void receive(MemorySegment memory, int size, int items) {
        long slots = AREA / size;
        long head = (long) WORD.getAcquire(memory, HEAD);
        long tail = (long) WORD.getAcquire(memory, TAIL);
        int first = 0;
        for (int i = 0; i < items; i++, head++) {
            while (tail == head) {
                Thread.onSpinWait();
                tail = (long) WORD.getAcquire(memory, TAIL);
            }
            byte[] received = new byte[size];
            long at = FIRST + head % slots * size;
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, received, 0, size);
            first += received[0]; // so that the compiler can't leave the copy out
            WORD.setRelease(memory, HEAD, head + 1);
        }
        if (first == Integer.MIN_VALUE) {
            throw new IllegalStateException("so many bytes can't add up to that");
        }
    }
}
