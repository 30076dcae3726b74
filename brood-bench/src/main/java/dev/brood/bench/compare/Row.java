package dev.brood.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.regex.Pattern;

/// One line of the comparison.
///
/// @param bench name of the case, on both sides
/// @param label what tells this row from others of the case
/// @param metric what our side calls it
/// @param variant how our side runs
/// @param theirs what CPython's side calls it; null if it has no such thing
/// @param more whether more is better
/// @param target what is promised
/// @param limit what the machine allows; null if that can't be measured
public record Row(
        String bench,
        String label,
        String metric,
        String variant,
        @Nullable Theirs theirs,
        boolean more,
        Target target,
        @Nullable Limit limit) {
    private static final String RESOURCE = "rows.tsv";
    private static final int COLUMNS = 8;

    /// A metric of CPython's side.
    ///
    /// @param metric its name
    /// @param method how processes are started
    public record Theirs(String metric, String method) {
        private static @Nullable Theirs parse(String text) {
            if (text.equals("-")) {
                return null;
            }
            int at = text.lastIndexOf('@');
            return new Theirs(text.substring(0, at), text.substring(at + 1));
        }
    }

    /// Something that is measured without any library.
    ///
    /// @param bench name of the case
    /// @param metric its metric
    /// @param factor what to multiply it by: half a round trip, for one way
    public record Limit(String bench, String metric, double factor) {
        private static @Nullable Limit parse(String text) {
            if (text.equals("-")) {
                return null;
            }
            String[] parts = text.split(" ", -1);
            return new Limit(
                    parts[0], parts[1], parts.length > 2 ? Double.parseDouble(parts[2]) : 1);
        }
    }

    /// Reads all rows there are.
    ///
    /// @return rows, those of a case together
    /// @throws IOException if they can't be read
    public static List<Row> all() throws IOException {
        try (InputStream in = Row.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is missing in this program");
            }
            return new BufferedReader(new InputStreamReader(in, UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(Row::parse)
                    .toList();
        }
    }

    static Row parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "a row must have %d columns, has %d: %s"
                            .formatted(COLUMNS, columns.length, line));
        }
        return new Row(
                columns[0],
                columns[1],
                columns[2],
                columns[3],
                Theirs.parse(columns[4]),
                columns[5].equals("more"),
                Target.parse(columns[6]),
                Limit.parse(columns[7]));
    }

    /// Returns whether a user means this row's case.
    ///
    /// @param pattern what its name begins with, or a pattern with `*` and `?` for the whole name
    /// @return true if so
    public boolean isMeantBy(String pattern) {
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
            return bench.startsWith(pattern);
        }
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return bench.matches(regex);
    }
}
