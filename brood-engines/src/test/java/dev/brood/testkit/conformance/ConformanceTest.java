package dev.brood.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// That `docs/conformance.md` is what the tests say, and that they say nothing that can't be.
class ConformanceTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PAGE = PROJECT.resolve("docs/conformance.md");

    private static Map<String, Row> rows;
    private static Claims claims;
    private static Reasons reasons;

    @BeforeAll
    static void read() throws IOException {
        rows = Row.all();
        claims = Claims.in(PROJECT, rows);
        reasons = Reasons.read();
    }

    @Test
    void annotations_nameRows_andStandAtTestsThatAreRun() {
        assertThat(claims.problems()).isEmpty();
    }

    @Test
    void rows_haveATestOrAReason() {
        List<String> open =
                rows.values().stream()
                        .filter(row -> claims.of(row).isEmpty() && reasons.of(row).isEmpty())
                        .map(Row::key)
                        .toList();
        assertThat(open).as("rows with neither @Covers nor a line in uncovered.tsv").isEmpty();
    }

    @Test
    void reasons_areForRowsThatNeedThem() {
        assertThat(reasons.problems(rows, claims)).isEmpty();
    }

    @Test
    void page_isWhatTheTestsSay() throws IOException {
        String page = new Page(claims, reasons).write(Row.tests(), Row.features());
        if ("write".equals(System.getProperty("brood.conformance"))) {
            Files.writeString(PAGE, page);
        }
        List<String> there = Files.exists(PAGE) ? Files.readAllLines(PAGE) : List.of();
        List<String> due = page.lines().toList();
        for (int i = 0; i < Math.max(there.size(), due.size()); i++) {
            String is = i < there.size() ? there.get(i) : "(nothing)";
            String should = i < due.size() ? due.get(i) : "(nothing)";
            if (!is.equals(should)) {
                fail(
                        "docs/conformance.md is out of date: line %d is%n  %s%nshould be%n  %s%n%s",
                        i + 1, is, should, "make it anew: " + Page.COMMAND);
            }
        }
    }
}
