package dev.brood.local.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of a page, mapped: a word at 0 to wait on, and room for what tests have to say.
final class SharedWord implements AutoCloseable {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int SIZE = 4096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    SharedWord(Path file) {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MemorySegment memory() {
        return memory;
    }

    int get() {
        return (int) INT.getVolatile(memory, 0L);
    }

    void set(int value) {
        INT.setVolatile(memory, 0L, value);
    }

    int at(int index) {
        return (int) INT.getVolatile(memory, 64L * index);
    }

    void setAt(int index, int value) {
        INT.setVolatile(memory, 64L * index, value);
    }

    @Override
    public void close() {
        arena.close();
    }
}
