package dev.brood.testkit.conformance;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Something of CPython's that may have a counterpart: one of its tests, or a feature.
///
/// @param part the test file; empty for a feature
/// @param section the test class, or what kind of features
/// @param name the test or the number of the feature
/// @param kind `A`: applies to Java as it is; `D`: adapted; `P`: about Python. Empty for a feature
/// @param text what the test asserts, or the feature
record Row(String part, String section, String name, String kind, String text) {

    /// Returns what stands for it in annotations.
    String key() {
        return part.isEmpty() ? name : section + "." + name;
    }

    boolean isAboutPython() {
        return kind.equals("P");
    }

    static List<Row> tests() throws IOException {
        return lines("cpython-tests.tsv", 5).stream()
                .map(f -> new Row(f[0], f[1], f[2], f[3], f[4]))
                .toList();
    }

    static List<Row> features() throws IOException {
        return lines("features.tsv", 3).stream()
                .map(f -> new Row("", f[0], f[1], "", f[2]))
                .toList();
    }

    /// Returns all rows by their keys, which no two share.
    static Map<String, Row> all() throws IOException {
        List<Row> rows = new ArrayList<>(tests());
        rows.addAll(features());
        return rows.stream()
                .collect(
                        toMap(
                                Row::key,
                                row -> row,
                                (a, b) -> {
                                    throw new IllegalStateException("twice: " + a + " and " + b);
                                },
                                LinkedHashMap::new));
    }

    /// Reads a resource of fields between tabs; lines that begin with # are comments.
    static List<String[]> lines(String resource, int fields) throws IOException {
        List<String[]> found = new ArrayList<>();
        try (InputStream in = Row.class.getResourceAsStream("/conformance/" + resource)) {
            byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
            for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                String[] parts = line.split("\t", -1);
                if (parts.length != fields) {
                    throw new IOException(
                            "a line of %s must have %d fields, has %d: %s"
                                    .formatted(resource, fields, parts.length, line));
                }
                found.add(parts);
            }
        }
        return found;
    }
}
