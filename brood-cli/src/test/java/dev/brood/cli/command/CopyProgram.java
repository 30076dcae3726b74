package dev.brood.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.brood.cli.Main;
import dev.brood.junit.Await;
import dev.brood.junit.Jvm;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/// The copier as users run it: a JVM with [Main], and the worker JVMs below it.
final class CopyProgram {
    /// More than any of it takes, on any machine.
    static final Duration LONG = Duration.ofSeconds(50);

    private static final int MARKS = 30;

    private CopyProgram() {}

    /// Starts `brood copy`.
    ///
    /// @param shared where its tree keeps its shared memory
    /// @param args what follows `copy`
    static Jvm start(Path shared, String... args) {
        return Jvm.running(Main.class)
                .flags("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dbrood.dir=" + shared)
                .flags("-Dbrood.cache=" + System.getProperty("brood.cache"))
                .flags("-Dbrood.terminal=false")
                .args("copy")
                .args(args)
                .start();
    }

    /// Runs `brood copy` to its end, which must be a good one.
    static Jvm run(Path shared, String... args) throws InterruptedException {
        try (Jvm jvm = start(shared, args)) {
            int code = jvm.awaitExit(LONG);
            assertThat(code).as("exit code; %s", jvm.stderr()).isZero();
            assertOnlyProgress(jvm);
            return jvm;
        }
    }

    /// Makes a tree that takes about a second to copy: small files, some larger, links, folders
    /// with nothing in them, folders nobody may write to.
    static Path tree(Path root, long seed, int small, int large) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Path> folders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Path above = i < 3 ? root : folders.get(random.nextInt(i));
            folders.add(Files.createDirectories(above.resolve("folder " + i)));
            Files.createDirectory(folders.getLast().resolve("empty"));
            Files.createSymbolicLink(folders.getLast().resolve("link"), Path.of("../file" + i));
        }
        byte[] bytes = new byte[9 << 20];
        random.nextBytes(bytes);
        for (int i = 0; i < small; i++) {
            int size = random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(2_000);
            write(folders.get(i % folders.size()).resolve("file" + i), bytes, size, i);
        }
        for (int i = 0; i < large; i++) {
            int size = (4 << 20) + random.nextInt(5 << 20);
            write(folders.get(i % folders.size()).resolve("large" + i), bytes, size, i);
        }
        Files.setAttribute(folders.get(5), "unix:mode", 0555);
        return root;
    }

    private static void write(Path file, byte[] bytes, int size, int number) throws IOException {
        byte[] contents = Arrays.copyOf(bytes, size);
        if (size > 0) {
            contents[size / 2] = (byte) number;
        }
        Files.write(file, contents);
        Files.setAttribute(file, "unix:mode", number % 3 == 0 ? 0640 : 0755);
    }

    /// Returns how many files, of any kind but folders, are in a tree, the temporary ones of the
    /// copier left out.
    static int files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return (int)
                    all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                            .filter(file -> !file.toString().contains(".brood-"))
                            .count();
        }
    }

    /// Returns the files of a tree, by their paths in it, in an order of chance.
    static List<Path> shuffled(Path root, long seed) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> files =
                    new ArrayList<>(
                            all.filter(Files::isRegularFile).map(root::relativize).toList());
            Collections.shuffle(files, new Random(seed));
            return files;
        }
    }

    /// Waits until a file is copied, or the copier has ended.
    static void awaitFile(Jvm jvm, Path file) throws InterruptedException {
        Await.until(
                LONG, file + " to be copied", () -> Files.exists(file) || !jvm.process().isAlive());
    }

    /// Waits until the copier is in the middle of its work, or has ended: a worker lives and some
    /// files are copied, or a good many are, for the copier does it all where workers come late.
    ///
    /// @param marks paths of files of the tree, in an order of chance
    static void awaitMiddle(Jvm jvm, Path target, List<Path> marks) throws InterruptedException {
        Await.until(
                LONG,
                "the middle of a copy",
                () -> {
                    long copied =
                            marks.stream()
                                    .limit(MARKS)
                                    .filter(mark -> Files.exists(target.resolve(mark)))
                                    .count();
                    return (copied > 0 && !workers(jvm).isEmpty())
                            || copied > MARKS / 3
                            || !jvm.process().isAlive();
                });
    }

    /// Returns the processes below the copier.
    static List<ProcessHandle> workers(Jvm jvm) {
        return jvm.process().toHandle().descendants().filter(ProcessHandle::isAlive).toList();
    }

    /// Skips the test if programs started by this JVM ignore a signal, as those do that a shell
    /// without job control has put into the background.
    static void assumeHeard(int signal) throws IOException {
        long ignored =
                Files.readString(Path.of("/proc/self/status"))
                        .lines()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .findFirst()
                        .orElse(0);
        assumeFalse((ignored & (1L << (signal - 1))) != 0, "signal " + signal + " is ignored");
    }

    /// Asserts that what is in the copy is whole: each file identical to its source.
    static void assertNothingHalf(Path source, Path target) throws IOException {
        Files.walkFileTree(
                target,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is)
                            throws IOException {
                        if (is.isRegularFile() && !file.toString().contains(".brood-")) {
                            Path original = source.resolve(target.relativize(file));
                            if (!Files.exists(original)) {
                                return FileVisitResult.CONTINUE; // vanished after it was copied
                            }
                            assertThat(Files.mismatch(original, file)).as("%s", file).isEqualTo(-1);
                            assertThat(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS))
                                    .as("time of %s", file)
                                    .isEqualTo(Files.getLastModifiedTime(original));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// Asserts that on standard error there is nothing but progress, in plain lines.
    static void assertOnlyProgress(Jvm jvm) {
        assertThat(jvm.stderr().stream().filter(CopyProgram::isNoProgress)).isEmpty();
    }

    /// Returns whether a line is none of those that tell how far it is, and not the one that tells
    /// whom it interrupted to be patient.
    static boolean isNoProgress(String line) {
        return !line.matches(
                "brood copy: (\\d+%|scanning), .* files, .*|interrupted: ending \\d+ process.*");
    }
}
