package dev.brood.cli.copy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Makes trees of files, and compares them.
public final class Trees {
    private Trees() {}

    /// Compares two trees, or two files.
    ///
    /// @return what differs in kind, contents, link text, mode, owner or time, to the nanosecond;
    ///   and temporary files left over; empty if nothing
    public static List<String> differences(Path expected, Path found) throws IOException {
        Map<String, Path> left = paths(expected);
        Map<String, Path> right = paths(found);
        List<String> differences = new ArrayList<>();
        left.forEach((name, path) -> {
            if (!right.containsKey(name)) {
                differences.add("missing: " + name);
            }
        });
        for (Map.Entry<String, Path> entry : right.entrySet()) {
            Path original = left.get(entry.getKey());
            if (original == null) {
                differences.add("unexpected: " + entry.getKey());
            } else {
                compare(entry.getKey(), original, entry.getValue(), differences);
            }
        }
        return differences;
    }

    private static Map<String, Path> paths(Path root) throws IOException {
        Map<String, Path> paths = new TreeMap<>();
        int cut = root.toUri().getRawPath().replaceAll("/$", "").length();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
                        return add(folder);
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        return add(file);
                    }

                    private FileVisitResult add(Path path) {
                        String raw = path.toUri().getRawPath().replaceAll("/$", "");
                        paths.put(raw.substring(cut), path);
                        return FileVisitResult.CONTINUE;
                    }
                });
        return paths;
    }

    private static void compare(String name, Path a, Path b, List<String> differences)
            throws IOException {
        String wanted = describe(a);
        String found = describe(b);
        if (!wanted.equals(found)) {
            differences.add(name + ": " + wanted + " became " + found);
        } else if (Files.isRegularFile(a, LinkOption.NOFOLLOW_LINKS) && Files.mismatch(a, b) >= 0) {
            differences.add(name + ": contents differ at byte " + Files.mismatch(a, b));
        }
    }

    private static String describe(Path path) throws IOException {
        Map<String, Object> is =
                Files.readAttributes(
                        path,
                        "unix:mode,uid,gid,size,lastModifiedTime,isSymbolicLink,isDirectory",
                        LinkOption.NOFOLLOW_LINKS);
        int mode = is.get("mode") instanceof Integer number ? number : -1;
        String text =
                "mode "
                        + Integer.toOctalString(mode)
                        + " owner "
                        + is.get("uid")
                        + ":"
                        + is.get("gid")
                        + " time "
                        + is.get("lastModifiedTime");
        if (Boolean.TRUE.equals(is.get("isSymbolicLink"))) {
            return text + " -> " + Files.readSymbolicLink(path);
        }
        return Boolean.TRUE.equals(is.get("isDirectory")) ? text : text + " size " + is.get("size");
    }

    /// Makes a tree of small files, links, empty and read-only folders.
    ///
    /// @param files how many files
    public static Path random(Path root, RandomGenerator random, int files) throws IOException {
        List<Path> folders = new ArrayList<>(List.of(Files.createDirectories(root)));
        for (int i = 0; i < files; i++) {
            Path folder = folders.get(random.nextInt(folders.size()));
            switch (random.nextInt(10)) {
                case 0 -> {
                    Path inner = Files.createDirectory(folder.resolve("folder" + i));
                    folders.add(inner);
                    file(inner.resolve("in it"), random);
                }
                case 1 -> Files.createDirectory(folder.resolve("empty" + i));
                case 2 ->
                        Files.createSymbolicLink(
                                folder.resolve("link" + i),
                                Path.of(random.nextBoolean() ? "nowhere" : "../" + i));
                default -> file(folder.resolve(name(i, random)), random);
            }
        }
        for (int i = folders.size() - 1; i >= 0; i--) {
            Files.setAttribute(folders.get(i), "unix:mode", random.nextInt(5) == 0 ? 0555 : 0750);
            Files.setLastModifiedTime(folders.get(i), time(random));
        }
        return root;
    }

    private static String name(int i, RandomGenerator random) {
        String[] odd = {"with space", "new\nline", "caf\u00e9", "\u6587\u5b57", "-dash", ".hidden"};
        return (random.nextInt(4) == 0 ? odd[random.nextInt(odd.length)] : "file") + i;
    }

    private static void file(Path file, RandomGenerator random) throws IOException {
        byte[] contents = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(20_000)];
        random.nextBytes(contents);
        Files.write(file, contents);
        int[] modes = {0644, 0600, 0755, 0444, 0000, 04755, 02711, 01644};
        Files.setAttribute(file, "unix:mode", modes[random.nextInt(modes.length)]);
        Files.setLastModifiedTime(file, time(random));
    }

    private static FileTime time(RandomGenerator random) {
        return FileTime.from(
                Instant.ofEpochSecond(
                        random.nextLong(2_000_000_000), random.nextInt(1_000_000_000)));
    }

    /// Lets everything in a tree be deleted.
    public static void openUp(Path root) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is)
                            throws IOException {
                        Files.setAttribute(folder, "unix:mode", 0755);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// Deletes a tree.
    public static void delete(Path root) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException failure) throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// Returns the temporary files of the copier in a tree.
    public static List<Path> temporaries(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.getFileName().toString().contains(".brood-")).toList();
        }
    }
}
