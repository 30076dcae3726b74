package dev.brood.local.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// How much memory files take, which for a file with holes is less than its size.
final class DiskUse {
    private DiskUse() {}

    /// Returns the bytes that a directory takes, by `du`.
    static long of(Path directory) throws InterruptedException {
        try {
            Process du =
                    new ProcessBuilder("du", "-s", "-k", directory.toString())
                            .redirectErrorStream(true)
                            .start();
            String output = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (du.waitFor() != 0) {
                throw new AssertionError("du says: " + output);
            }
            return 1024 * Long.parseLong(output.substring(0, output.indexOf('\t')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
