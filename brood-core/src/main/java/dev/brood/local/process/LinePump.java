package dev.brood.local.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/// Passes what a child prints on to a stream of this process, byte for byte, and notes the last
/// lines. Whole lines are written at once, so that those of several children do not mix; a line
/// longer than [#LONGEST] goes on in parts.
final class LinePump {
    private static final int LONGEST = 1 << 16;

    private final InputStream from;
    private final PrintStream to;
    private final Tail tail;
    private final Charset charset;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    LinePump(InputStream from, PrintStream to, Tail tail, Charset charset) {
        this.from = from;
        this.to = to;
        this.tail = tail;
        this.charset = charset;
    }

    /// Pumps until the child's end of the stream is closed.
    void run() {
        byte[] buffer = new byte[8192];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                pass(buffer, count);
            }
        } catch (IOException _) {
            // The child has ended; what it had printed was read before.
        }
        writeLines();
    }

    private void pass(byte[] bytes, int count) {
        int end = count;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        begun.write(bytes, 0, end);
        if (end > 0) {
            writeLines();
        }
        begun.write(bytes, end, count - end);
        if (begun.size() > LONGEST) {
            writeLines();
        }
    }

    private void writeLines() {
        byte[] bytes = begun.toByteArray();
        begun.reset();
        if (bytes.length > 0) {
            to.write(bytes, 0, bytes.length);
            to.flush();
            new String(bytes, charset).lines().forEach(tail::add);
        }
    }
}
