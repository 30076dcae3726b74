package dev.brood.local.process;

import dev.brood.local.memory.TreeDirectory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// The ahead-of-time cache (JEP 483, 514, 515) from which children boot in two thirds of the time
/// and three quarters of the memory. Brood makes it for itself, once for each JDK, set of module
/// options and version of its own classes, in the background of the first program that starts a
/// child.
///
/// The JVM ignores a cache that does not fit its module options, and its built-in archive with it,
/// which makes it slower than without any: so a cache is used only with the very options it was
/// made with. It does *not* check that the classes are still the same: so only Brood's own are in
/// it, and the name of their jar has their hash.
final class AotCache {
    /// How long files stay that no program has used.
    private static final Duration UNUSED = Duration.ofDays(30);

    private static final String PREFIX = "brood-";
    private static final Duration TRAINING = Duration.ofSeconds(60);

    /// What there is for a child to use.
    ///
    /// @param jar Brood's own classes, to be first on the class path
    /// @param aot the cache made for it; null if there is none yet
    record Found(Path jar, @Nullable Path aot) {}

    private final @Nullable Path directory = CacheDirectory.get();
    private volatile @Nullable Path aot;
    private @Nullable Process training; // guarded by this
    private boolean closed; // guarded by this

    /// Returns what there is, and begins to make what there is not.
    ///
    /// @return null if nothing can be cached
    @Nullable Found find() {
        if (directory == null || ParentJvm.isModular()) {
            return null;
        }
        Path jar = OwnJar.in(directory);
        if (jar == null) {
            return null;
        }
        List<String> flags = new ArrayList<>(JvmCommand.standardFlags());
        ParentJvm.flags().stream().filter(flag -> flag.startsWith("--")).forEach(flags::add);
        Path aot = Path.of(jar.toString().replaceFirst("jar$", key(flags) + ".aot"));
        this.aot = aot;
        if (Files.exists(aot)) {
            touch(jar);
            touch(aot);
            return new Found(jar, aot);
        }
        Thread.ofPlatform().daemon().name("brood-aot-training").start(() -> train(jar, aot, flags));
        return new Found(jar, null);
    }

    /// Looks again whether the cache has been made meanwhile.
    @Nullable Found again(@Nullable Found before) {
        Path made = aot;
        return before != null && made != null && Files.exists(made)
                ? new Found(before.jar(), made)
                : before;
    }

    private static String key(List<String> flags) {
        CRC32 sum = new CRC32();
        String text =
                System.getProperty("java.vm.version") + System.getProperty("java.home") + flags;
        sum.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "%08x".formatted(sum.getValue());
    }

    private void train(Path jar, Path aot, List<String> flags) {
        Path lock = aot.resolveSibling(aot.getFileName() + ".lock");
        Path workshop = null;
        try (FileChannel channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held != null && !Files.exists(aot)) {
                removeUnused(lock.toAbsolutePath().getParent());
                workshop = Files.createTempDirectory(lock.toAbsolutePath().getParent(), PREFIX);
                Path made = workshop.resolve("made.aot");
                if (run(jar, made, flags)) {
                    Files.move(made, aot, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException | OverlappingFileLockException _) {
            return; // another makes it, or none can be made: children start without
        } catch (InterruptedException _) {
            return; // nobody has this thread but this class
        } finally {
            delete(lock);
            if (workshop != null) {
                delete(workshop);
            }
        }
    }

    private boolean run(Path jar, Path output, List<String> flags)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ParentJvm.java());
        command.add("-XX:+UseSerialGC");
        command.addAll(flags);
        command.add("-XX:AOTCacheOutput=" + output);
        command.add("-D" + TreeDirectory.PROPERTY + "=" + output.getParent());
        command.add("-cp");
        command.add(jar.toString());
        command.add(Training.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process;
        synchronized (this) {
            if (closed) {
                return false;
            }
            process = builder.start();
            training = process;
        }
        boolean ended = process.waitFor(TRAINING.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        return ended && process.exitValue() == 0 && Files.exists(output);
    }

    private static void removeUnused(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        Instant limit = Instant.now().minus(UNUSED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    delete(file);
                }
            }
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException _) {
            return; // a cache of others, or read-only: fine
        }
    }

    /// Deletes a file, or a directory with all in it.
    private static void delete(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException _) {
            return; // it is in the way of no one, and removed when it is old
        }
    }

    /// Ends a training that is under way; the next program begins it anew.
    synchronized void close() {
        closed = true;
        if (training != null) {
            training.destroyForcibly();
        }
    }
}
