package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private static final Duration MOST_WAITED = Duration.ofMinutes(2);

    /// Says `wait` where the end of the program is to wait for the cache it began to make: a
    /// program that ends sooner begins it in vain each time.
    private static final String TRAINING_PROPERTY = "brood.training";

    private static final String WAIT = "wait";

    /// What there is for a child to use.
    ///
    /// @param jar Brood's own classes, to be first on the class path
    /// @param aot the cache made for it; null if there is none yet
    record Found(Path jar, @Nullable Path aot) {}

    private final List<String> practices;
    private final @Nullable Path directory = CacheDirectory.get();
    private volatile @Nullable Path aot;
    private @Nullable AotTraining training; // guarded by this
    private @Nullable Thread trainer; // guarded by this
    private boolean closed; // guarded by this

    /// Makes access to it.
    ///
    /// @param practices classes of actions that are practised when it is made
    AotCache(List<String> practices) {
        this.practices = practices;
    }

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
        train(new AotTraining(jar, aot, flags, practices));
        return new Found(jar, null);
    }

    private synchronized void train(AotTraining begun) {
        if (!closed) {
            training = begun;
            trainer =
                    Thread.ofPlatform()
                            .daemon()
                            .name("brood-aot-training")
                            .start(() -> {
                                removeUnused(directory);
                                begun.run();
                            });
        }
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

    private static void removeUnused(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        Instant limit = Instant.now().minus(UNUSED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    AotTraining.delete(file);
                }
            }
        } catch (IOException _) {
            return; // it is tried again by the next program that has something to make
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException _) {
            return; // a cache of others, or read-only: fine
        }
    }

    /// Ends a training that is under way, or waits for its end if that is wished.
    void close() {
        AotTraining begun;
        Thread thread;
        synchronized (this) {
            closed = true;
            begun = training;
            thread = trainer;
        }
        if (begun == null || thread == null) {
            return;
        }
        if (!WAIT.equals(System.getProperty(TRAINING_PROPERTY))) {
            begun.cancel();
            return;
        }
        try {
            thread.join(MOST_WAITED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        begun.cancel();
    }
}
