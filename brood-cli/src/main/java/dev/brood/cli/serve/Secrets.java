package dev.brood.cli.serve;

import dev.brood.Secret;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Where the secret comes from. Not from the command line, which every user of the machine can
/// read.
public final class Secrets {
    @Option(
            names = "--secret-file",
            required = true,
            paramLabel = "FILE",
            description =
                    "Read the secret that clients must know from FILE, which nobody but you may"
                            + " read (chmod 600): at least 8 bytes, line ends at its end left out.")
    private @Nullable Path file;

    @Option(
            names = "--secret-env",
            required = true,
            paramLabel = "VARIABLE",
            description = "Take the secret from this environment variable.")
    private @Nullable String variable;

    /// Reads the secret.
    ///
    /// @return a new secret
    /// @throws UnusableException if there is none, or others may read it
    public Secret read() throws UnusableException {
        try {
            return file != null ? ofFile(file) : ofVariable(String.valueOf(variable));
        } catch (IllegalArgumentException e) { // too short
            throw new UnusableException(
                    (file != null ? "file " + file : "variable " + variable)
                            + ": "
                            + e.getMessage());
        }
    }

    /// Reads the secret of a file.
    ///
    /// @throws UnusableException if it is not there, or others may read it
    static Secret ofFile(Path file) throws UnusableException {
        try {
            return Secret.ofFile(file);
        } catch (NoSuchFileException _) {
            throw new UnusableException("no such file: " + file);
        } catch (java.nio.file.AccessDeniedException _) {
            throw new UnusableException("file " + file + " can't be read: permission denied");
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new UnusableException(
                    message.startsWith("file ")
                            ? message
                            : "file " + file + " can't be read: " + message);
        }
    }

    private static Secret ofVariable(String variable) throws UnusableException {
        String text = System.getenv(variable);
        if (text == null || text.isEmpty()) {
            throw new UnusableException("the environment has no variable " + variable);
        }
        return Secret.of(text);
    }
}
