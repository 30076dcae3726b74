package dev.brood.ignite.seat;

import dev.brood.ResourceException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// The folder that Ignite wants for itself: a temporary one, that is deleted at the end. Those of
/// JVMs that were killed are deleted by the next that begins.
final class WorkFolder {
    private static final String PREFIX = "brood-ignite-";

    private WorkFolder() {}

    static Path make() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            sweep(temporary);
            return Files.createTempDirectory(
                    temporary, PREFIX + ProcessHandle.current().pid() + "-");
        } catch (IOException e) {
            throw new ResourceException("cannot make a folder in " + temporary + ": " + e, e);
        }
    }

    private static void sweep(Path temporary) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                String pid = String.valueOf(folder.getFileName()).substring(PREFIX.length());
                pid = pid.substring(0, Math.max(0, pid.indexOf('-')));
                if (pid.matches("[0-9]{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()
                        && Files.isWritable(folder)) {
                    delete(folder);
                }
            }
        }
    }

    /// Deletes one. What is already gone, or another deletes at the same time, is no matter.
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, java.io.IOException failure) throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
