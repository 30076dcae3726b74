package dev.brood.local.pool;

import dev.brood.local.os.Deadline;
import dev.brood.local.process.RoutedStream;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a worker prints, sent to its pool in whole lines. What has no end yet waits for it, or for
/// the end of the task; at the worker's sudden death it is lost.
final class LineStream extends OutputStream {
    private static final int AT_FIRST = 256;

    /// A longer line is sent in pieces, each as a line.
    private static final int LONGEST = 16 << 20;

    private final byte kind;
    private final Reporter reporter;

    /// Where it goes when nobody hears any more.
    private final PrintStream original;

    private byte[] text = new byte[AT_FIRST]; // guarded by this
    private int length; // guarded by this

    private LineStream(byte kind, Reporter reporter, PrintStream original) {
        this.kind = kind;
        this.reporter = reporter;
        this.original = original;
    }

    /// Takes the place of `System.out`.
    static LineStream replaceOutput(Reporter reporter) {
        LineStream lines = new LineStream(Notice.OUTPUT, reporter, System.out);
        RoutedStream.replaceOut(new PrintStream(lines, false, StandardCharsets.UTF_8));
        return lines;
    }

    /// Takes the place of `System.err`.
    static LineStream replaceErrors(Reporter reporter) {
        LineStream lines = new LineStream(Notice.ERRORS, reporter, System.err);
        RoutedStream.replaceErr(new PrintStream(lines, false, StandardCharsets.UTF_8));
        return lines;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) {
        int end = offset + count;
        int last = end;
        while (last > offset && bytes[last - 1] != '\n') {
            last--;
        }
        if (last > offset) {
            append(bytes, offset, last - 1 - offset);
            send();
        }
        append(bytes, last, end - last);
        if (length >= LONGEST) {
            send();
        }
    }

    private void append(byte[] bytes, int offset, int count) {
        if (text.length < length + count) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, length + count));
        }
        System.arraycopy(bytes, offset, text, length, count);
        length += count;
    }

    private void send() {
        if (length > 0 && text[length - 1] == '\r') {
            length--;
        }
        if (!reporter.send(kind, text, length, Deadline.NEVER)) {
            original.println(new String(text, 0, length, StandardCharsets.UTF_8));
        }
        length = 0;
        if (text.length > LONGEST) {
            text = new byte[AT_FIRST];
        }
    }

    /// Sends what has no end yet.
    synchronized void endLine() {
        if (length > 0) {
            send();
        }
    }
}
