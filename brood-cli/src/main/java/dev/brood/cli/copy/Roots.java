package dev.brood.cli.copy;

import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.file.Reasons;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Reads `SOURCE… DEST` as `cp -a` does, and refuses what could not end well, before anything is
/// written.
final class Roots {
    private final boolean followLinks;
    private final Path destination;
    private final boolean intoFolder;
    private final List<Root> roots = new ArrayList<>();

    private Roots(boolean followLinks, Path destination, boolean intoFolder) {
        this.followLinks = followLinks;
        this.destination = destination;
        this.intoFolder = intoFolder;
    }

    /// Reads the arguments.
    ///
    /// @param sources what to copy, at least one
    /// @param destination where to
    /// @param followLinks whether a source that is a link stands for what it leads to
    /// @return what becomes of each source
    /// @throws RefusedException if they make no sense
    static List<Root> of(List<String> sources, String destination, boolean followLinks)
            throws RefusedException {
        Path path = path(destination, "destination");
        boolean intoFolder = Files.isDirectory(path);
        if (!intoFolder) {
            path = fileDestination(path, destination, sources.size());
        }
        Roots roots = new Roots(followLinks, path, intoFolder);
        List<Given> given = new ArrayList<>();
        StringBuilder missing = new StringBuilder();
        for (String source : sources) {
            Given found = roots.find(source);
            if (found == null) {
                missing.append(missing.isEmpty() ? "" : ", ").append(quoted(source));
            } else {
                given.add(found);
            }
        }
        if (!missing.isEmpty()) {
            throw new RefusedException("no such file or folder: " + missing);
        }
        for (Given source : given) {
            roots.add(source, destination);
        }
        roots.refuseDoubles(given);
        roots.refuseUnwritable();
        return List.copyOf(roots.roots);
    }

    /// A source that was found.
    ///
    /// @param argument as it was typed
    /// @param path where it is
    /// @param name what its copy in a folder is called, or null if it stands for its contents
    /// @param attributes what it is
    private record Given(
            String argument, Path path, @Nullable Path name, BasicFileAttributes attributes) {
        boolean isFolder() {
            return attributes.isDirectory();
        }
    }

    private static Path path(String argument, String role) throws RefusedException {
        if (argument.isEmpty()) {
            throw new RefusedException("the " + role + " is empty: name a file or folder");
        }
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new RefusedException(
                    "the "
                            + role
                            + " "
                            + quoted(argument)
                            + " can't be the name of a file here: "
                            + e.getReason());
        }
    }

    private static Path fileDestination(Path path, String argument, int sources)
            throws RefusedException {
        boolean exists = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (sources > 1) {
            throw new RefusedException(
                    "several sources need a folder as destination, and "
                            + quoted(argument)
                            + (exists ? " is not one" : " does not exist"));
        }
        if (exists) {
            if (argument.endsWith("/")) {
                throw new RefusedException(quoted(argument) + " is not a folder");
            }
            try {
                return Files.isSymbolicLink(path) ? path.toRealPath() : path;
            } catch (IOException _) {
                throw new RefusedException(
                        "the destination "
                                + quoted(argument)
                                + " is a link that leads nowhere: remove it, or name what it"
                                + " should lead to");
            }
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new RefusedException(
                    "the folder "
                            + quoted(parent.toString())
                            + " that "
                            + quoted(argument)
                            + " would be in does not exist: make it first");
        }
        return path;
    }

    private @Nullable Given find(String argument) throws RefusedException {
        Path path = path(argument, "source");
        boolean slash = argument.endsWith("/");
        String last = lastName(argument);
        boolean contents = last.isEmpty() || last.equals(".") || last.equals("..");
        try {
            BasicFileAttributes attributes = attributes(path, followLinks || slash || contents);
            if (slash && !attributes.isDirectory()) {
                throw new RefusedException(quoted(argument) + " is not a folder");
            }
            // The walk would take a link to a folder for a link, so it is given the folder.
            boolean throughLink = !followLinks && Files.isSymbolicLink(path) && (slash || contents);
            Path real = throughLink ? path.toRealPath() : withoutDot(path);
            return new Given(argument, real, contents ? null : path.getFileName(), attributes);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new RefusedException(quoted(argument) + ": " + Reasons.of(e));
        }
    }

    private static Path withoutDot(Path path) {
        Path parent = path.getParent();
        return parent != null && path.endsWith(".") ? withoutDot(parent) : path;
    }

    private static String lastName(String argument) {
        int end = argument.length();
        while (end > 0 && argument.charAt(end - 1) == '/') {
            end--;
        }
        return argument.substring(argument.lastIndexOf('/', end - 1) + 1, end);
    }

    private static BasicFileAttributes attributes(Path path, boolean follow) throws IOException {
        return follow
                ? Files.readAttributes(path, BasicFileAttributes.class)
                : Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private void add(Given source, String argument) throws RefusedException {
        if (!intoFolder && !source.isFolder() && argument.endsWith("/")) {
            throw new RefusedException(
                    "the folder "
                            + quoted(argument)
                            + " does not exist: make it first, or leave out the slash");
        }
        Path target =
                intoFolder && source.name() != null
                        ? destination.resolve(source.name())
                        : destination;
        boolean exists = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        try {
            if (exists) {
                refuseMisfit(source, target);
            }
            if (source.isFolder()) {
                refuseInside(source, target);
            }
        } catch (IOException e) {
            throw new RefusedException(quoted(source.argument()) + ": " + Reasons.of(e));
        }
        roots.add(new Root(source.path(), target, exists));
    }

    private void refuseMisfit(Given source, Path target) throws IOException, RefusedException {
        // A link to a folder may be the destination, but nothing in it is written through a link.
        BasicFileAttributes found = attributes(target, target.equals(destination));
        Object key = found.fileKey();
        if (key != null && key.equals(source.attributes().fileKey())) {
            throw new RefusedException(
                    quoted(source.argument())
                            + " and "
                            + quoted(target)
                            + " are the same "
                            + (source.isFolder() ? "folder" : "file"));
        }
        if (source.isFolder() && !found.isDirectory()) {
            throw new RefusedException(
                    "the folder "
                            + quoted(source.argument())
                            + " can't replace the file "
                            + quoted(target));
        }
        if (!source.isFolder() && found.isDirectory()) {
            throw new RefusedException(
                    "the file "
                            + quoted(source.argument())
                            + " can't replace the folder "
                            + quoted(target));
        }
    }

    private static void refuseInside(Given source, Path target)
            throws IOException, RefusedException {
        Path above = target.toAbsolutePath();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        Object key = source.attributes().fileKey();
        for (Path p = above == null ? null : above.toRealPath(); p != null; p = p.getParent()) {
            boolean same =
                    key == null
                            ? Files.isSameFile(p, source.path())
                            : key.equals(attributes(p, true).fileKey());
            if (same) {
                throw new RefusedException(
                        "the folder "
                                + quoted(source.argument())
                                + " can't be copied into itself: "
                                + quoted(target)
                                + " is inside it");
            }
        }
    }

    private void refuseDoubles(List<Given> given) throws RefusedException {
        for (int i = 0; i < given.size(); i++) {
            for (int j = 0; j < given.size(); j++) {
                if (i < j && roots.get(i).target().equals(roots.get(j).target())) {
                    String one = given.get(i).argument();
                    String other = given.get(j).argument();
                    throw new RefusedException(
                            one.equals(other)
                                    ? quoted(one) + " is given twice"
                                    : "both "
                                            + quoted(one)
                                            + " and "
                                            + quoted(other)
                                            + " would become "
                                            + quoted(roots.get(i).target()));
                }
                refuseHidden(given.get(i), given.get(j), roots.get(j).target());
            }
        }
    }

    /// Refuses `a/. b d` where there is an `a/b`: both would become `d/b`.
    private void refuseHidden(Given contents, Given other, Path target) throws RefusedException {
        Path name = other.name();
        if (contents.name() == null && name != null) {
            Path inside = contents.path().resolve(name);
            if (Files.exists(inside, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedException(
                        "both "
                                + quoted(inside)
                                + " and "
                                + quoted(other.argument())
                                + " would become "
                                + quoted(target));
            }
        }
    }

    private void refuseUnwritable() throws RefusedException {
        Path folder = intoFolder ? destination : destination.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            throw new RefusedException(
                    "the folder " + quoted(folder) + " can't be written to by this user");
        }
    }

    private static String quoted(Path path) {
        return quoted(PathText.of(path));
    }

    private static String quoted(String text) {
        return "'" + PathText.printable(text) + "'";
    }
}
