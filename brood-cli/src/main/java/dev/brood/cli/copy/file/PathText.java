package dev.brood.cli.copy.file;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Paths as strings that mean the same path in every process, whatever bytes are in its names.
///
/// A file name on Unix is bytes, and need not be text in any encoding: `Path.toString()` then has
/// replacement characters in it that lead nowhere. Such a path travels as its URI, which keeps the
/// bytes, behind a NUL, which no path has.
public final class PathText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char MARK = '\0';
    private static final String MARK_TEXT = "\0";

    private PathText() {}

    /// Returns a path's text.
    ///
    /// @param path any path
    /// @return its `toString()` where that is exact
    public static String of(Path path) {
        String text = path.toString();
        return isExact(text) ? text : MARK_TEXT + path.toUri().getRawPath();
    }

    /// Returns whether a path's `toString()` can be trusted to lead back to it.
    ///
    /// @param pathString what `toString()` gave
    /// @return false if there are bytes in the path that are no text
    public static boolean isExact(String pathString) {
        return pathString.indexOf(REPLACEMENT) < 0;
    }

    /// Returns the path a text stands for.
    ///
    /// @param text made by [#of]
    /// @return the path
    public static Path path(String text) {
        return isMarked(text) ? Path.of(URI.create("file://" + text.substring(1))) : Path.of(text);
    }

    /// Returns whether a text is one of those that are not the path's `toString()`.
    ///
    /// @param text made by [#of]
    /// @return true if [#isExact] is false for the path
    public static boolean isMarked(String text) {
        return !text.isEmpty() && text.charAt(0) == MARK;
    }

    /// Returns a text in one line that is safe to print: control characters are escaped as in Java,
    /// bytes that are no text as `\xE9`.
    ///
    /// @param text made by [#of], or any other
    /// @return text for people
    public static String printable(String text) {
        String plain = isMarked(text) ? decoded(text.substring(1)) : text;
        StringBuilder safe = null;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (Character.isISOControl(c)) {
                if (safe == null) {
                    safe = new StringBuilder(plain.length() + 8).append(plain, 0, i);
                }
                escape(c, safe);
            } else if (safe != null) {
                safe.append(c);
            }
        }
        return safe == null ? plain : safe.toString();
    }

    private static void escape(char c, StringBuilder to) {
        switch (c) {
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> hex("\\x", c, to);
        }
    }

    private static void hex(String prefix, int value, StringBuilder to) {
        to.append(prefix)
                .append(Character.toUpperCase(Character.forDigit((value >> 4) & 15, 16)))
                .append(Character.toUpperCase(Character.forDigit(value & 15, 16)));
    }

    private static String decoded(String rawUriPath) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < rawUriPath.length(); i++) {
            char c = rawUriPath.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(rawUriPath, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c); // URIs are ASCII
            }
        }
        ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        StringBuilder text = new StringBuilder();
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            text.append(out.flip());
            out.clear();
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    hex("\\x", in.get(), text);
                }
                decoder.reset();
            }
        }
        return text.toString();
    }
}
