package dev.brood.bench.report;

import dev.brood.bench.compare.Result;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Results as a table, for a terminal or a page in Markdown.
public final class Table {
    private record Column(String title, boolean right, Function<Result, String> text) {}

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("case", false, result -> result.row().bench()),
                    new Column("", false, result -> result.row().label()),
                    new Column("Brood", true, Figures::ours),
                    new Column("CPython", true, Figures::theirs),
                    new Column("ratio (min–max)", true, Figures::ratio),
                    new Column("target", true, Figures::target),
                    new Column("", false, Figures::met),
                    new Column("limit", true, Figures::limit));

    private Table() {}

    /// Returns a table with aligned columns.
    ///
    /// @param results its lines
    /// @return the lines and a heading
    public static List<String> text(List<Result> results) {
        int[] widths = new int[COLUMNS.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = COLUMNS.get(i).title.length();
            for (Result result : results) {
                widths[i] = Math.max(widths[i], COLUMNS.get(i).text.apply(result).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(widths, Column::title));
        String bench = "";
        for (Result result : results) {
            boolean again = bench.equals(result.row().bench());
            bench = result.row().bench();
            lines.add(
                    line(
                            widths,
                            column ->
                                    again && column.title.equals("case")
                                            ? ""
                                            : column.text.apply(result)));
        }
        return lines;
    }

    private static String line(int[] widths, Function<Column, String> cell) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = cell.apply(COLUMNS.get(i));
            String pad = " ".repeat(widths[i] - text.length());
            line.append(i == 0 ? "" : "  ").append(COLUMNS.get(i).right ? pad + text : text + pad);
        }
        return line.toString().stripTrailing();
    }

    /// Returns a table in Markdown, with the machine below it.
    ///
    /// @param results its lines
    /// @param machine where they come from
    /// @return lines of text
    public static List<String> markdown(List<Result> results, Machine machine) {
        List<String> lines = new ArrayList<>();
        lines.add("| case | Brood | CPython | ratio (min–max) | target | limit |");
        lines.add("|---|--:|--:|--:|---|--:|");
        for (Result result : results) {
            String met = Figures.met(result);
            String target = Figures.target(result);
            lines.add(
                    "| `%s` %s | %s | %s | %s | %s | %s |"
                            .formatted(
                                    result.row().bench(),
                                    result.row().label(),
                                    Figures.ours(result),
                                    Figures.theirs(result),
                                    Figures.ratio(result),
                                    met.isEmpty()
                                            ? target
                                            : target
                                                    + (met.equals("met")
                                                            ? ", met"
                                                            : ", **missed**"),
                                    Figures.limit(result)));
        }
        lines.add("");
        lines.add(machine.describe() + ".");
        return lines;
    }

    /// Returns how many targets are met, in words.
    ///
    /// @param results what came out
    /// @return one line
    public static String summary(List<Result> results) {
        long met = results.stream().filter(each -> each.isMet().orElse(false)).count();
        long promised = results.stream().filter(each -> each.isMet().isPresent()).count();
        return "%d of %d targets met".formatted(met, promised);
    }
}
