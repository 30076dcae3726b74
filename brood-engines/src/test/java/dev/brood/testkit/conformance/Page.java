package dev.brood.testkit.conformance;

import dev.brood.testkit.conformance.Reasons.Fate;
import dev.brood.testkit.conformance.Reasons.Reason;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes `docs/conformance.md`.
final class Page {
    /// What makes the page anew.
    static final String COMMAND =
            "mvn -pl brood-engines -am test -Dtest=ConformanceTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dbrood.conformance=write";

    private static final String HEAD =
            """
            # Conformance

            Which of CPython's tests and features have a counterpart here, and why the others have none.
            [From Python](from-python.md) shows the same with code on both sides.

            This page is made from the `@Covers` annotations of the tests, and a test fails when it is not
            what they say. Don't edit it; make it anew:

            ```
            COMMAND
            ```

            CPython's tests are those of `Lib/test/_test_multiprocessing.py` (3.11) and
            `Lib/test/test_concurrent_futures` (3.13), with those added since. Their kinds: **A** applies to
            Java as it is, **D** has been adapted (other types, a JVM instead of an interpreter, interrupts
            instead of signals), **P** is about Python.

            """;

    private final Claims claims;
    private final Reasons reasons;
    private final StringBuilder text = new StringBuilder();

    Page(Claims claims, Reasons reasons) {
        this.claims = claims;
        this.reasons = reasons;
    }

    String write(List<Row> tests, List<Row> features) {
        text.append(HEAD.replace("COMMAND", COMMAND));
        summary(tests, features);
        for (String part : distinct(tests, Row::part)) {
            text.append("\n## Tests of `").append(part).append("`\n");
            List<Row> rows = tests.stream().filter(row -> row.part().equals(part)).toList();
            for (String section : distinct(rows, Row::section)) {
                text.append("\n### ").append(section).append("\n\n");
                text.append("| test | kind | what it asserts | counterpart |\n|---|---|---|---|\n");
                rows.stream()
                        .filter(row -> row.section().equals(section))
                        .forEach(row ->
                                line("`" + row.name() + "`", row.kind(), row.text(), status(row)));
            }
        }
        text.append("\n## Features\n");
        for (String section : distinct(features, Row::section)) {
            text.append("\n### ").append(section).append("\n\n");
            text.append("| row | feature | counterpart |\n|---|---|---|\n");
            features.stream()
                    .filter(row -> row.section().equals(section))
                    .forEach(row -> line(row.name(), row.text(), status(row)));
        }
        return text.toString();
    }

    private static List<String> distinct(
            List<Row> rows, java.util.function.Function<Row, String> of) {
        return rows.stream().map(of).distinct().toList();
    }

    private void summary(List<Row> tests, List<Row> features) {
        text.append("| | all | covered | to come | otherwise in Java | about Python |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (String part : distinct(tests, Row::part)) {
            count("`" + part + "`", tests.stream().filter(r -> r.part().equals(part)).toList());
        }
        count("features", features);
    }

    private void count(String what, List<Row> rows) {
        List<Row> open = rows.stream().filter(row -> claims.of(row).isEmpty()).toList();
        line(
                what,
                String.valueOf(rows.size()),
                String.valueOf(rows.size() - open.size()),
                fates(open, Fate.LATER),
                fates(open, Fate.ELSEWISE),
                fates(open, Fate.PYTHON));
    }

    private String fates(List<Row> rows, Fate fate) {
        return String.valueOf(
                rows.stream()
                        .filter(row -> reasons.of(row).filter(r -> r.fate() == fate).isPresent())
                        .count());
    }

    private String status(Row row) {
        Set<String> tests = claims.of(row);
        if (!tests.isEmpty()) {
            return tests.stream().map(each -> "`" + each + "`").collect(Collectors.joining(", "));
        }
        Reason reason = reasons.of(row).orElse(new Reason(Fate.LATER, "?"));
        return switch (reason.fate()) {
            case LATER -> "to come: " + reason.text();
            case ELSEWISE -> "— " + reason.text();
            case PYTHON -> "— " + reason.text();
        };
    }

    private void line(String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ').append(cell.replace("|", "\\|")).append(" |");
        }
        text.append('\n');
    }
}
