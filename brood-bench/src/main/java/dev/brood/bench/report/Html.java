package dev.brood.bench.report;

import static dev.brood.bench.report.Svg.escape;

import dev.brood.bench.compare.Result;
import dev.brood.bench.compare.Series;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Results as one page with charts that needs nothing else.
public final class Html {
    private static final double STRIP = 220;
    private static final double STRIP_HEIGHT = 24;

    private static final String STYLE =
            """
            body { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 1200px; padding: 0 1em;
                   color: #222; background: #fff }
            table { border-collapse: collapse; font-size: 13px }
            th, td { padding: 3px 8px; border-bottom: 1px solid #ddd; text-align: left;
                     white-space: nowrap }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
            .met { color: #2b7a2b } .missed { color: #b3392f; font-weight: bold }
            .ours { color: #1b6ca8 } .theirs { color: #d9822b }
            svg { max-width: 100%; height: auto } td svg { max-width: none }
            """;

    private Html() {}

    /// Returns a page of a comparison.
    ///
    /// @param results what came out
    /// @param machine where
    /// @return the text of the page
    public static String of(List<Result> results, Machine machine) {
        StringBuilder body = new StringBuilder();
        body.append("<p>").append(escape(Table.summary(results))).append(".</p>\n");
        body.append("<h2>How many times better than CPython</h2>\n");
        body.append(RatioChart.svg(results));
        body.append("<h2>All rows</h2>\n<p>Each dot is one round: <b class='ours'>Brood</b>,");
        body.append(" <b class='theirs'>CPython</b>; the axis of every row is logarithmic.</p>\n");
        body.append("<table><tr><th>case<th><th class='n'>Brood<th class='n'>CPython");
        body.append("<th class='n'>ratio (min–max)<th class='n'>target<th>");
        body.append("<th class='n'>limit<th>rounds</tr>\n");
        results.forEach(result -> body.append(row(result)));
        body.append("</table>\n");
        return page("Brood beside CPython", machine, body.toString());
    }

    /// Returns a page of charts.
    ///
    /// @param charts what came out
    /// @param machine where
    /// @return the text of the page
    public static String ofCharts(List<LineChart> charts, Machine machine) {
        StringBuilder body = new StringBuilder();
        charts.forEach(chart -> body.append("<p>").append(chart.svg()).append("</p>\n"));
        return page("How cost grows", machine, body.toString());
    }

    private static String page(String title, Machine machine, String body) {
        return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title>
        <style>
        %s</style></head><body>
        <h1>%s</h1>
        <p>%s</p>
        %s</body></html>
        """
                .formatted(title, STYLE, title, escape(machine.describe()), body);
    }

    private static String row(Result result) {
        String met = Figures.met(result);
        return "<tr><td>%s%s%s%s%s%s<td class='%s'>%s%s<td>%s</tr>\n"
                .formatted(
                        escape(result.row().bench()),
                        "<td>" + escape(result.row().label()),
                        number(Figures.ours(result)),
                        number(Figures.theirs(result)),
                        number(Figures.ratio(result)),
                        number(Figures.target(result)),
                        met,
                        met,
                        number(Figures.limit(result)),
                        strip(result));
    }

    private static String number(String text) {
        return "<td class='n'>" + escape(text);
    }

    private static String strip(Result result) {
        List<Double> values = new ArrayList<>(result.ours().values());
        Series theirs = result.theirs();
        if (theirs != null) {
            values.addAll(theirs.values());
        }
        Scale scale = Scale.ofPowersOfTen(values, 8, STRIP - 8);
        Svg svg = new Svg(STRIP, STRIP_HEIGHT, "rounds of " + result.row().bench());
        for (double tick : scale.ticks()) {
            svg.line(scale.place(tick), 2, scale.place(tick), STRIP_HEIGHT - 2, Svg.GRID, 1);
        }
        dots(svg, scale, theirs, result.unit(), Svg.THEIRS);
        dots(svg, scale, result.ours(), result.unit(), Svg.OURS);
        return svg.toString();
    }

    private static void dots(
            Svg svg, Scale scale, @Nullable Series series, String unit, String color) {
        if (series != null) {
            for (double value : series.values()) {
                double x = scale.place(value);
                svg.dot(x, STRIP_HEIGHT / 2, 3, color, Figures.of(value, unit));
            }
        }
    }
}
