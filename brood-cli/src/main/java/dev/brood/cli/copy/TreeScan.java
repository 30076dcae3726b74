package dev.brood.cli.copy;

import dev.brood.cli.copy.dispatch.FileSink;
import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.file.Reasons;
import dev.brood.cli.copy.file.TempNames;
import dev.brood.cli.copy.tally.Tally;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/// Walks one source, makes its folders in the destination, and passes on the files that are to be
/// copied. A folder just made is known to be empty, so that its files need not be looked up in the
/// destination; one that was there is listed once, which also finds what dead runs left in it.
final class TreeScan implements FileVisitor<Path> {
    private final Root root;
    private final CopyOptions options;
    private final Judgement judgement;
    private final Folders folders;
    private final FileSink sink;
    private final Tally tally;
    private final Deque<Frame> frames = new ArrayDeque<>();

    TreeScan(
            Root root,
            CopyOptions options,
            Judgement judgement,
            Folders folders,
            FileSink sink,
            Tally tally) {
        this.root = root;
        this.options = options;
        this.judgement = judgement;
        this.folders = folders;
        this.sink = sink;
        this.tally = tally;
    }

    /// A folder being walked.
    ///
    /// @param target its copy, as [PathText]
    /// @param names what was in the copy before, or null if there was no copy
    private record Frame(String target, @Nullable Set<String> names) {}

    /// Walks the whole source; ends early when the sink wants no more.
    void walk() {
        Set<FileVisitOption> follow =
                options.followLinks()
                        ? EnumSet.of(FileVisitOption.FOLLOW_LINKS)
                        : EnumSet.noneOf(FileVisitOption.class);
        try {
            Files.walkFileTree(root.source(), follow, Integer.MAX_VALUE, this);
        } catch (IOException | DirectoryIteratorException e) {
            tally.failed(PathText.of(root.source()), Reasons.of(e));
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (sink.isStopped()) {
            return FileVisitResult.TERMINATE;
        }
        Frame parent = frames.peek();
        String target = target(parent, folder);
        boolean exists = exists(parent, folder);
        try {
            Path path = PathText.path(target);
            if (exists && parent != null && !isFolder(path)) {
                return reject(folder, "a file is in its way: " + PathText.printable(target));
            }
            if (!options.dryRun()) {
                exists = !folders.make(folder, path, attributes);
            }
            if (!exists) {
                tally.folder(target);
            }
            frames.push(new Frame(target, exists ? names(path) : null));
            return FileVisitResult.CONTINUE;
        } catch (IOException e) {
            return reject(folder, Reasons.of(e, folder));
        }
    }

    private FileVisitResult reject(Path folder, String reason) {
        tally.failed(PathText.of(folder), reason);
        return FileVisitResult.SKIP_SUBTREE;
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private String target(@Nullable Frame parent, Path source) {
        if (parent == null) {
            return PathText.of(root.target());
        }
        String name = String.valueOf(source.getFileName());
        if (PathText.isExact(name) && !PathText.isMarked(parent.target())) {
            return parent.target() + "/" + name;
        }
        return PathText.of(PathText.path(parent.target()).resolve(source.getFileName()));
    }

    private boolean exists(@Nullable Frame parent, Path source) {
        if (parent == null) {
            return root.exists();
        }
        return parent.names() != null
                && parent.names().contains(String.valueOf(source.getFileName()));
    }

    private Set<String> names(Path folder) throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                names.add(name);
                if (!options.dryRun() && TempNames.isStale(name) && !isFolder(entry)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (sink.isStopped()) {
            return FileVisitResult.TERMINATE;
        }
        String source = PathText.of(file);
        if (attributes.isOther()) {
            tally.failed(source, "special file (device, pipe or socket): skipped");
        } else if (attributes.isSymbolicLink() && options.followLinks()) {
            tally.failed(source, "the link leads nowhere");
        } else {
            try {
                offer(file, source, attributes);
            } catch (IOException e) {
                tally.failed(source, Reasons.of(e, file));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return FileVisitResult.TERMINATE;
            }
        }
        return FileVisitResult.CONTINUE;
    }

    private void offer(Path file, String source, BasicFileAttributes attributes)
            throws IOException, InterruptedException {
        Frame parent = frames.peek();
        String target = target(parent, file);
        long size = attributes.isSymbolicLink() ? 0 : attributes.size();
        if (exists(parent, file)) {
            Path path = PathText.path(target);
            switch (verdict(file, attributes, path)) {
                case SKIP -> {
                    tally.skipped(target, size);
                    return;
                }
                case CONFLICT -> {
                    String kind = isFolder(path) ? "a folder" : "a special file";
                    tally.failed(source, kind + " is in its way: " + PathText.printable(target));
                    return;
                }
                case COPY -> {}
            }
        }
        tally.found(size);
        sink.add(attributes.isSymbolicLink(), source, target, size);
    }

    private Judgement.Verdict verdict(Path file, BasicFileAttributes attributes, Path target)
            throws IOException {
        try {
            return judgement.judge(
                    file,
                    attributes,
                    target,
                    Files.readAttributes(
                            target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException _) {
            return Judgement.Verdict.COPY; // it went while we looked
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        String reason = Reasons.of(failure, file);
        tally.failed(PathText.of(file), reason);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
        frames.pop();
        if (failure != null) {
            tally.failed(PathText.of(folder), "it was not read to its end: " + Reasons.of(failure));
        }
        return FileVisitResult.CONTINUE;
    }
}
