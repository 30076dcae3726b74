package dev.brood;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/// What a [Listener] and those who may connect to it know, and nobody else. Each proves to the
/// other that it knows it, and it never leaves the process.
///
/// **It is a key, not a password.** Who watches one connection being made can try out secrets at
/// leisure, so take one that can't be guessed: [#random()], kept in a file that [#writeTo] makes
/// and [#ofFile] reads.
///
/// ```java
/// Secret.random().writeTo(Path.of("secret"));           // once
/// Secret secret = Secret.ofFile(Path.of("secret"));     // in each program
/// ```
///
/// It is not serializable, so that no lambda takes it somewhere by accident, and does not show
/// itself in messages. A child reads it from its file as well.
public final class Secret {
    /// The shortest secret, in bytes.
    public static final int SHORTEST = 8;

    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST_FILE = 64 * 1024;
    private static final Set<PosixFilePermission> OTHERS =
            PosixFilePermissions.fromString("---rwxrwx");

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        if (bytes.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "a secret must have at least %d bytes, had %d: Secret.random() makes a good one"
                            .formatted(SHORTEST, bytes.length));
        }
        this.bytes = bytes;
    }

    /// Returns the secret of some bytes.
    ///
    /// @param bytes copied
    /// @return a new secret
    /// @throws IllegalArgumentException if there are fewer than [#SHORTEST]
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /// Returns the secret of a text.
    ///
    /// @param text its bytes in UTF-8 are the secret
    /// @return a new secret
    /// @throws IllegalArgumentException if it has fewer bytes than [#SHORTEST]
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Returns a secret that nobody can guess.
    ///
    /// @return a new secret: 64 hexadecimal digits
    public static Secret random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return of(HexFormat.of().formatHex(bytes));
    }

    /// Reads the secret of a file: its bytes, without line ends at its end.
    ///
    /// @param file that nobody but its owner may read
    /// @return a new secret
    /// @throws IOException if it can't be read, or others may read it
    /// @throws IllegalArgumentException if it has fewer bytes than [#SHORTEST]
    public static Secret ofFile(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            for (PosixFilePermission each : Files.getPosixFilePermissions(file)) {
                if (OTHERS.contains(each)) {
                    throw new IOException(
                            "file %s is open to others (mode %s): chmod 600 it, and change the secret"
                                    .formatted(
                                            file,
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(file))));
                }
            }
        }
        if (Files.size(file) > LONGEST_FILE) {
            throw new IOException("file " + file + " is too large to be a secret");
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        return new Secret(text.replaceFirst("[\r\n]+$", "").getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Writes this secret to a new file that only its owner can read.
    ///
    /// @param file that is not there yet
    /// @throws IOException if it is there, or can't be written
    /// @throws IllegalStateException if the secret ends with a line end, which [#ofFile] would not
    ///   read
    public void writeTo(Path file) throws IOException {
        int last = bytes[bytes.length - 1];
        if (last == '\n' || last == '\r') {
            throw new IllegalStateException(
                    "a secret that ends with a line end can't be kept in a file");
        }
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, mode);
        Files.write(file, bytes);
    }

    /// Returns the bytes, for what must carry them on.
    ///
    /// @return a copy
    public byte[] bytes() {
        return bytes.clone();
    }

    /// Returns a text without the secret.
    @Override
    public String toString() {
        return "secret of " + bytes.length + " bytes";
    }
}
