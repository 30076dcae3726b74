package dev.brood.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// That `docs/from-python.md` has a row for each feature of Python's, and that its Java is Java.
class FromPythonTest {
    private static final Path PAGE = Path.of("../docs/from-python.md");
    private static final Path FEATURES =
            Path.of("../brood-engines/src/test/resources/conformance/features.tsv");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern ID = Pattern.compile("[A-Z]-\\d\\d");

    /// Guidelines are no features.
    private static final Pattern NOT_HERE = Pattern.compile("W-\\d\\d");

    /// What the rows take for granted.
    private static final String GIVEN =
            """
            import dev.brood.*;
            import java.lang.foreign.MemorySegment;
            import java.lang.foreign.ValueLayout;
            import java.lang.ref.Cleaner;
            import java.net.URI;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.*;

            class Fragment {
                static Brood brood = Brood.local();
                static ChildProcess child;
                static SharedQueue<String> queue;
                static JoinableQueue<String> joinable;
                static Listener listener;
                static SharedLock lock;
                static SharedCondition condition;
                static SharedInt count;
                static SharedIntArray array;
                static SharedMemory memory;
                static Manager manager;
                static ProcessPool pool;
                static List<Integer> items;
                static void f(String text, int number) {}
            """;

    /// Features that may come later than their rows, with the method they come with and what their
    /// rows take for granted. As soon as the method is there, the rows are compiled.
    private static final List<Newcomer> NEWCOMERS =
            List.of(
                    new Newcomer("C-\\d\\d", "Connection", "send", "static Connection connection;"),
                    new Newcomer("V-03", "SharedData", "lock", ""));

    private record Newcomer(String ids, String type, String method, String given) {
        boolean isThere() {
            try {
                return Arrays.stream(Class.forName("dev.brood." + type).getMethods())
                        .anyMatch(each -> each.getName().equals(method));
            } catch (ClassNotFoundException _) {
                return false;
            }
        }
    }

    /// A row of a table.
    ///
    /// @param ids which features it is about
    /// @param java its third cell
    record Row(List<String> ids, String java) {
        static Row of(String line) {
            String[] cells = line.split("(?<!\\\\)\\|", -1);
            assertThat(cells).as(line).hasSize(6);
            return new Row(
                    ID.matcher(cells[1]).results().map(MatchResult::group).toList(), cells[3]);
        }

        boolean isThere() {
            return NEWCOMERS.stream()
                    .allMatch(each -> each.isThere() || !ids.getFirst().matches(each.ids()));
        }

        String code() {
            StringBuilder code = new StringBuilder();
            CODE.matcher(java).results().forEach(span -> code.append(span.group(1)).append('\n'));
            return code.toString();
        }
    }

    @TempDir Path directory;

    private static List<Row> rows;

    @BeforeAll
    static void read() throws IOException {
        rows =
                Files.readAllLines(PAGE).stream()
                        .filter(line -> line.matches("\\| [A-Z]-\\d\\d.*"))
                        .map(Row::of)
                        .toList();
    }

    @Test
    void rows_areThoseOfTheFeatures_eachOnce() throws IOException {
        List<String> features =
                Files.readAllLines(FEATURES).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("\t", -1)[1])
                        .filter(id -> !NOT_HERE.matcher(id).matches())
                        .toList();
        assertThat(features).hasSizeGreaterThan(100);
        assertThat(rows.stream().flatMap(row -> row.ids().stream()))
                .containsExactlyInAnyOrderElementsOf(features);
    }

    @Test
    void java_ofEachRow_compiles() throws Exception {
        List<String> wrong = new ArrayList<>();
        List<Row> there = rows.stream().filter(Row::isThere).toList();
        StringBuilder all = new StringBuilder(given());
        for (Row row : there) {
            all.append(method(row));
        }
        if (!new JavaSource(all + "}").errors(directory).isEmpty()) {
            for (Row row : there) {
                String errors = new JavaSource(given() + method(row) + "}").errors(directory);
                if (!errors.isEmpty()) {
                    wrong.add(row.ids() + ": " + errors);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String given() {
        StringBuilder given = new StringBuilder(GIVEN);
        NEWCOMERS.stream()
                .filter(Newcomer::isThere)
                .forEach(each -> given.append(each.given()).append('\n'));
        return given.toString();
    }

    private static String method(Row row) {
        return "static void row_%s() throws Exception {%n%s}%n"
                .formatted(row.ids().getFirst().replace('-', '_'), row.code());
    }

    @Test
    void java_isCode_orSaysThatThereIsNone() {
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(row.java().strip()).matches("—|planned|(`[^`]+[;}]` ?)+"));
    }
}
