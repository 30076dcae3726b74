package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Brood's own classes as a jar, wherever they really come from: a jar, a folder of classes, a fat
/// jar with everything else in it. Children have it first on their class path, so that an AOT cache
/// made for it alone serves all programs; and its name has the hash of its contents, so that a
/// cache for other classes of the same name is never taken for it (JDK 25 does not notice:
/// JDK-8377932).
final class OwnJar {
    private static final String OURS = "dev/brood/";
    private static final String SERVICES = "META-INF/services/dev.brood.";

    private OwnJar() {}

    /// Returns the jar, made in the cache directory if need be.
    ///
    /// @return null if it can't be made
    static @Nullable Path in(Path cache) {
        CodeSource source = OwnJar.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return null;
        }
        try {
            Path from = Path.of(source.getLocation().toURI());
            return Files.isDirectory(from) ? fromFolder(from, cache) : fromJar(from, cache);
        } catch (IOException | URISyntaxException | RuntimeException _) {
            return null; // a source of another kind, such as a jar in a jar
        }
    }

    private static Path fromJar(Path from, Path cache) throws IOException {
        try (ZipFile zip = new ZipFile(from.toFile())) {
            // The directory of a zip file has a checksum of each entry: no need to read them.
            SortedMap<String, Long> sums = new TreeMap<>();
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (isOurs(entry.getName())) {
                    sums.put(entry.getName(), entry.getCrc() << 32 | entry.getSize());
                }
            }
            return make(cache, sums, name -> zip.getInputStream(zip.getEntry(name)));
        }
    }

    private static Path fromFolder(Path from, Path cache) throws IOException {
        SortedMap<String, Long> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = from.relativize(file).toString().replace('\\', '/');
                if (isOurs(name) && Files.isRegularFile(file)) {
                    CRC32 sum = new CRC32();
                    sum.update(Files.readAllBytes(file));
                    sums.put(name, sum.getValue() << 32 | Files.size(file));
                }
            }
        }
        return make(cache, sums, name -> Files.newInputStream(from.resolve(name)));
    }

    private static boolean isOurs(String name) {
        return (name.startsWith(OURS) || name.startsWith(SERVICES)) && !name.endsWith("/");
    }

    @FunctionalInterface
    private interface Contents {
        InputStream open(String name) throws IOException;
    }

    private static Path make(Path cache, SortedMap<String, Long> sums, Contents contents)
            throws IOException {
        Path jar = cache.resolve("brood-" + hash(sums) + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Path unfinished = Files.createTempFile(cache, "brood-", ".new");
        try (OutputStream file = Files.newOutputStream(unfinished);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (String name : sums.keySet()) {
                zip.putNextEntry(new ZipEntry(name));
                try (InputStream in = contents.open(name)) {
                    in.transferTo(zip);
                }
            }
        }
        return Files.move(unfinished, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Two checksums of the same text: 64 bits, against mistakes, not against malice, as whoever
    /// can write to the cache directory is the user.
    private static String hash(SortedMap<String, Long> sums) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        byte[] text = sums.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        one.update(text);
        other.update(text);
        return "%08x%08x".formatted(one.getValue(), other.getValue());
    }
}
