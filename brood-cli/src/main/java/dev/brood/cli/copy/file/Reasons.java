package dev.brood.cli.copy.file;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Why a file failed, in the words a user of `cp` knows.
public final class Reasons {
    private Reasons() {}

    /// Returns the reason without saying on which side it was.
    ///
    /// @param failure what was thrown
    /// @return words to follow the name of the file and a colon
    public static String of(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileAlreadyExistsException _ -> "something of that name is there already";
            case FileSystemLoopException _ -> "a link leads back to a folder it is in";
            case InvalidPathException e -> "the name can't be used here: " + e.getReason();
            case FileSystemException e -> ofSystem(e);
            default -> inItsWords(failure);
        };
    }

    private static String ofSystem(FileSystemException failure) {
        String reason = failure.getReason();
        return reason == null ? inItsWords(failure) : lowerFirst(reason);
    }

    private static String inItsWords(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /// Returns the reason why the copy of a file failed.
    ///
    /// @param failure what was thrown
    /// @param source the file, to tell whether it is the one that failed
    /// @return words to follow the name of the file and a colon
    public static String of(Throwable failure, Path source) {
        String reason = of(failure);
        if (failure instanceof FileSystemException e
                && e.getFile() != null
                && !e.getFile().equals(source.toString())) {
            return reason + " (in the destination)";
        }
        return failure instanceof NoSuchFileException ? "it vanished before it was copied" : reason;
    }

    private static String lowerFirst(String text) {
        // "Is a directory" reads on after a colon; "I/O error" and the like stay as they are.
        if (text.length() < 2
                || Character.isUpperCase(text.charAt(1))
                || (!Character.isLetter(text.charAt(1)) && text.charAt(1) != ' ')) {
            return text;
        }
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
