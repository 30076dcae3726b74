package dev.brood.bench.cases;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Two processes that hand a word of shared memory to and fro, each asleep in a futex while it is
/// the other's: the least that any wake-up between processes can cost.
///
/// The word is 0 while the first process has it, 1 while the second has it, 2 at the end.
final class FutexPartner {
    private static final int OVER = 2;
    private static final int WAIT = 0;
    private static final int WAKE = 1;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    @SuppressWarnings("restricted") // of all ways to call futex the most direct
    private static final MethodHandle SYSCALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG),
                            Linker.Option.firstVariadicArg(1));

    private final Process process;
    private final MemorySegment word;
    private final Path file;

    private FutexPartner(Process process, MemorySegment word, Path file) {
        this.process = process;
        this.word = word;
        this.file = file;
    }

    /// Starts the other process.
    ///
    /// @throws IOException if that fails
    static FutexPartner start() throws IOException {
        Path shared = Path.of("/dev/shm");
        Path file =
                Files.isDirectory(shared)
                        ? Files.createTempFile(shared, "futex-", ".word")
                        : Files.createTempFile("futex-", ".word");
        MemorySegment word = map(file);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FutexPartner.class.getName(),
                                file.toString())
                        .inheritIO()
                        .start();
        return new FutexPartner(process, word, file);
    }

    private static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, 64, Arena.global());
        }
    }

    private static long number() {
        return System.getProperty("os.arch").equals("amd64") ? 202 : 98;
    }

    private static void futex(MemorySegment word, int operation, int value) {
        try {
            var _ =
                    (long)
                            SYSCALL.invokeExact(
                                    number(),
                                    word,
                                    (long) operation,
                                    (long) value,
                                    MemorySegment.NULL,
                                    MemorySegment.NULL,
                                    0L);
        } catch (Throwable e) {
            throw new IllegalStateException("no futex", e);
        }
    }

    private static void hand(MemorySegment word, int to) {
        WORD.setVolatile(word, 0L, to);
        futex(word, WAKE, 1);
    }

    private static int await(MemorySegment word, int other) {
        int value = (int) WORD.getVolatile(word, 0L);
        while (value == other) {
            futex(word, WAIT, other);
            value = (int) WORD.getVolatile(word, 0L);
        }
        return value;
    }

    /// Hands the word over and gets it back.
    ///
    /// @param turns how often
    void play(int turns) {
        for (int i = 0; i < turns; i++) {
            hand(word, 1);
            await(word, 1);
        }
    }

    /// Ends the other process.
    void end() throws IOException, InterruptedException {
        hand(word, OVER);
        process.waitFor();
        Files.deleteIfExists(file);
    }

    /// The other process.
    ///
    /// @param args the file with the word
    /// @throws IOException if there is none
    public static void main(String... args) throws IOException {
        MemorySegment word = map(Path.of(args[0]));
        while (await(word, 0) != OVER) {
            hand(word, 0);
        }
    }
}
