package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.brood.ClosedException;
import dev.brood.ResourceException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Files mapped into processes.
class SegmentTest {
    private static final int ROUNDS = 500;

    @TempDir Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static byte[] bytes(MemorySegment memory) {
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void create_ofASize_isThatManyZerosForThisUserOnly() throws Exception {
        Path file = file("s");
        try (Segment segment = Segment.create(file, 100_001, 100_001)) {
            assertThat(segment.file()).isEqualTo(file);
            assertThat(bytes(segment.memory())).isEqualTo(new byte[100_001]);
            assertThat(Files.size(file)).isEqualTo(100_001);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(segment).hasToString(file + " (100001 bytes)");
        }
    }

    @Test
    void create_partlyCommitted_takesMemoryForThatPartOnly() throws Exception {
        long size = 64L << 20;
        try (Segment segment = Segment.create(file("s"), size, 8192)) {
            assertThat(segment.memory().byteSize()).isEqualTo(size);
            assertThat(allocated("s")).isBetween(8192L, 1L << 20);
            segment.commit(8192, 4L << 20);
            assertThat(allocated("s")).isBetween(4L << 20, 8L << 20);
            Words.setLong(segment.memory(), (4L << 20) - 8, 5);
            assertThat(Words.getLong(segment.memory(), 8192)).isZero();
        }
    }

    private long allocated(String name) throws IOException, InterruptedException {
        Process du =
                new ProcessBuilder("du", "-k", file(name).toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(du.getInputStream().readAllBytes(), UTF_8);
        assertThat(du.waitFor()).isZero();
        return 1024 * Long.parseLong(output, 0, output.indexOf('\t'), 10);
    }

    @Test
    void open_another_sharesTheMemory() throws Exception {
        try (Segment one = Segment.create(file("s"), 4096, 4096);
                Segment other = Segment.open(file("s"))) {
            Words.setLongVolatile(one.memory(), 8, 42);
            assertThat(Words.getLongVolatile(other.memory(), 8)).isEqualTo(42);
            assertThat(Words.getAndAddInt(other.memory(), 0, 3)).isZero();
            assertThat(Words.getIntVolatile(one.memory(), 0)).isEqualTo(3);
        }
    }

    @Test
    void create_fileExists_failsAndLeavesItAlone() throws Exception {
        Files.writeString(file("s"), "someone's");
        assertThatThrownBy(() -> Segment.create(file("s"), 4096, 4096))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith(
                        "cannot create 4,096 bytes of shared memory as %s: it exists already; ",
                        file("s"));
        assertThat(file("s")).hasContent("someone's");
    }

    @Test
    void create_noSuchDirectory_namesTheDirectory() {
        Path missing = directory.resolve("no").resolve("s");
        assertThatThrownBy(() -> Segment.create(missing, 4096, 4096))
                .isInstanceOf(ResourceException.class)
                .hasMessage(
                        "cannot create 4,096 bytes of shared memory as %s: %s does not exist; make"
                                + " room, or name another directory with -Dbrood.dir=DIR",
                        missing, missing.getParent());
    }

    @Test
    void create_directoryIsAFile_namesTheReason() throws Exception {
        Files.createFile(file("file"));
        assertThatThrownBy(() -> Segment.create(file("file").resolve("s"), 4096, 4096))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining(": Not a directory");
    }

    @Test
    void create_impossibleSize_failsAndLeavesNoFile() throws Exception {
        assertThatThrownBy(() -> Segment.create(file("s"), -1, 0))
                .isInstanceOf(ResourceException.class);
        assertThatThrownBy(() -> Segment.create(file("s"), 1L << 60, 0))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("1,152,921,504,606,846,976 bytes");
        assertThat(file("s")).doesNotExist();
    }

    @Test
    void open_noSuchFile_isToldApart() {
        assertThatThrownBy(() -> Segment.open(file("s"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void open_directory_fails() {
        assertThatThrownBy(() -> Segment.open(directory))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith("cannot map ");
    }

    @Test
    void close_thenAccess_throws() {
        Segment segment = Segment.create(file("s"), 4096, 4096);
        segment.close();
        assertThatThrownBy(() -> Words.getInt(segment.memory(), 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void commit_fileDeleted_saysSoAndMakesNoOther() {
        try (Segment segment = Segment.create(file("s"), 1 << 20, 4096)) {
            Segment.unlink(file("s"));
            assertThatThrownBy(() -> segment.commit(4096, 8192))
                    .isInstanceOf(ClosedException.class)
                    .hasMessage(file("s") + " was deleted: what it was for has ended");
            assertThat(file("s")).doesNotExist();
            assertThat(Words.getLong(segment.memory(), 0)).isZero();
        }
    }

    @Test
    void unlink_mappedOrMissing_deletes() {
        try (Segment segment = Segment.create(file("s"), 4096, 4096)) {
            Segment.unlink(file("s"));
            Segment.unlink(file("s"));
            assertThat(file("s")).doesNotExist();
            Words.setInt(segment.memory(), 0, 1);
            assertThat(Words.getInt(segment.memory(), 0)).isEqualTo(1);
        }
    }

    @Test
    void all_interruptPending_workAndKeepTheStatus() throws Exception {
        Thread.currentThread().interrupt();
        try (Segment one = Segment.create(file("s"), 1 << 20, 4096);
                Segment other = Segment.open(file("s"))) {
            one.commit(4096, 1 << 20);
            Words.setLong(one.memory(), (1 << 20) - 8, 7);
            assertThat(Words.getLong(other.memory(), (1 << 20) - 8)).isEqualTo(7);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // the other thread must get on, on one processor too
    void all_interruptedAtAnyMoment_workAndKeepTheStatus() throws Exception {
        Thread victim = Thread.currentThread();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        long seed = System.nanoTime();
        FutureTask<Boolean> interrupter =
                new FutureTask<>(() -> {
                    RandomGenerator random = new SplittableRandom(seed);
                    for (int i = 1; i <= ROUNDS; i++) {
                        while (begun.get() < i) {
                            Thread.yield();
                        }
                        long start = System.nanoTime();
                        long pause = random.nextInt(250_000);
                        while (System.nanoTime() - start < pause) {
                            Thread.onSpinWait();
                        }
                        victim.interrupt();
                        interrupted.set(i);
                    }
                    return true;
                });
        Thread.ofPlatform().name("interrupter").start(interrupter);
        for (int i = 1; i <= ROUNDS; i++) {
            Path file = file("s" + i);
            begun.set(i);
            try (Segment one = Segment.create(file, 100_000, 4096);
                    Segment other = Segment.open(file)) {
                one.commit(4096, 100_000);
                Words.setInt(one.memory(), 99_996, i);
                assertThat(Words.getInt(other.memory(), 99_996)).isEqualTo(i);
            }
            Segment.unlink(file);
            while (interrupted.get() < i) {
                Thread.yield();
            }
            assertThat(Thread.interrupted()).as("round %d, seed %d", i, seed).isTrue();
        }
        assertThat(interrupter.get()).isTrue();
    }

    @Test
    void all_againAndAgain_leaveNoDescriptors() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            Segment.create(file("s"), 8192, 4096).close();
            Segment.open(file("s")).close();
            assertThatThrownBy(() -> Segment.create(file("s"), 8192, 4096))
                    .isInstanceOf(ResourceException.class);
            assertThatThrownBy(() -> Segment.open(file("none")))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> Segment.create(file("t"), 1L << 60, 0))
                    .isInstanceOf(ResourceException.class);
            Segment.unlink(file("s"));
        }
        assertThat(descriptors()).isLessThan(before + 25);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
