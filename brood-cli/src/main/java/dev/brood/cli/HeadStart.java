package dev.brood.cli;

import dev.brood.Brood;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Opens the engine while the command line is read, where it is likely to be needed: the two take
/// about equally long, and there is mostly a second processor.
final class HeadStart {
    private HeadStart() {}

    /// Begins, if the command line looks like a larger job.
    ///
    /// @param args the command line
    static void take(String... args) {
        if (looksLarge(args)) {
            Thread thread = new Thread(HeadStart::open, "head-start");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /// Returns whether the command is to copy a folder. A guess that need not be right.
    static boolean looksLarge(String... args) {
        if (args.length < 3 || !args[0].equals("copy")) {
            return false;
        }
        boolean folder = false;
        for (int i = 1; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("--dry-run") || arg.equals("-n") || arg.equals("--help")) {
                return false;
            }
            folder |= i < args.length - 1 && !arg.startsWith("-") && isFolder(arg);
        }
        return folder;
    }

    private static boolean isFolder(String arg) {
        try {
            return Files.isDirectory(Path.of(arg));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private static void open() {
        try {
            var _ = Brood.local();
        } catch (RuntimeException | LinkageError _) {
            // Whoever needs it meets the same and has a place to report it.
            return;
        }
    }
}
