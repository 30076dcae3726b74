package dev.brood.testkit.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Why rows have no counterpart, from `uncovered.tsv`: a key, or the beginning of keys and `*`.
final class Reasons {
    /// What becomes of a row that no test covers.
    enum Fate {
        /// The feature is to come.
        LATER,
        /// Java has, or Brood does, something else.
        ELSEWISE,
        /// The test is about Python.
        PYTHON
    }

    /// Why a row has no counterpart.
    ///
    /// @param fate what becomes of it
    /// @param text the reason, without a full stop
    record Reason(Fate fate, String text) {}

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Contract|Test)\\.\\w+)`");
    private static final Reason PYTHON = new Reason(Fate.PYTHON, "about Python");

    private final Map<String, Reason> reasons = new TreeMap<>();

    private Reasons() {}

    static Reasons read() throws IOException {
        Reasons read = new Reasons();
        for (String[] line : Row.lines("uncovered.tsv", 3)) {
            Fate fate = Fate.valueOf(line[1].toUpperCase(Locale.ROOT));
            if (read.reasons.put(line[0], new Reason(fate, line[2])) != null) {
                throw new IOException("two reasons for " + line[0]);
            }
        }
        return read;
    }

    /// Returns the reason for a row: its own, or else that of the longest beginning.
    Optional<Reason> of(Row row) {
        Reason own = reasons.get(row.key());
        if (own != null) {
            return Optional.of(own);
        }
        if (row.isAboutPython()) {
            return Optional.of(PYTHON);
        }
        for (int length = row.key().length(); length > 0; length--) {
            Reason shared = reasons.get(row.key().substring(0, length) + "*");
            if (shared != null) {
                return Optional.of(shared);
            }
        }
        return Optional.empty();
    }

    /// Returns what is wrong: keys that are none, rows said to have no counterpart in Java that
    /// have one, and tests that there are not.
    List<String> problems(Map<String, Row> rows, Claims claims) {
        List<String> problems = new ArrayList<>();
        reasons.forEach((key, reason) -> {
            TEST.matcher(reason.text())
                    .results()
                    .map(named -> named.group(1))
                    .filter(test -> !claims.isTest(test))
                    .forEach(test ->
                            problems.add("uncovered.tsv: no test is " + test + ", see " + key));
            if (key.endsWith("*")) {
                String beginning = key.substring(0, key.length() - 1);
                if (rows.keySet().stream().noneMatch(each -> each.startsWith(beginning))) {
                    problems.add("uncovered.tsv: no row begins with " + beginning);
                }
                return;
            }
            Row row = rows.get(key);
            if (row == null) {
                problems.add("uncovered.tsv: no row is " + key);
                return;
            }
            Set<String> tests = claims.of(row);
            if (reason.fate() != Fate.LATER && !tests.isEmpty()) {
                problems.add("uncovered.tsv: " + key + " is covered by " + tests);
            }
        });
        return problems;
    }
}
