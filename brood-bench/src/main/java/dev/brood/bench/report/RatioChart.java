package dev.brood.bench.report;

import dev.brood.bench.compare.Result;
import dev.brood.bench.compare.Series;
import dev.brood.bench.compare.Target;

import java.util.ArrayList;
import java.util.List;

/// How many times better than CPython each row is: a bar for the median, a line from the smallest
/// to the largest ratio of a round, a stroke where the target is.
final class RatioChart {
    private static final double WIDTH = 900;
    private static final double LEFT = 330;
    private static final double RIGHT = 30;
    private static final double TOP = 40;
    private static final double STEP = 18;
    private static final String MISSED = "#b3392f";

    private RatioChart() {}

    /// Draws rows that have a ratio.
    ///
    /// @param results all rows
    static String svg(List<Result> results) {
        List<Result> shown = results.stream().filter(each -> each.ratio().isPresent()).toList();
        List<Double> values = new ArrayList<>(List.of(0.5, 2.0));
        for (Result result : shown) {
            Series ratio = result.ratio().orElseThrow();
            values.add(ratio.min());
            values.add(ratio.max());
        }
        double height = TOP + STEP * shown.size() + 30;
        Scale scale = Scale.ofPowersOfTen(values, LEFT, WIDTH - RIGHT);
        Svg svg = new Svg(WIDTH, height, "How many times better than CPython");
        for (double tick : scale.ticks()) {
            svg.line(scale.place(tick), TOP - 8, scale.place(tick), height - 22, Svg.GRID, 1);
            svg.words(scale.place(tick), TOP - 14, "middle", Svg.INK, Scale.label(tick) + "×");
        }
        double y = TOP;
        for (Result result : shown) {
            draw(svg, scale, result, y);
            y += STEP;
        }
        svg.line(scale.place(1), TOP - 8, scale.place(1), height - 22, Svg.INK, 1);
        svg.words(
                LEFT,
                height - 6,
                "start",
                Svg.INK,
                "bar: median of the rounds; thin line: their range; stroke: target; red: missed");
        return svg.toString();
    }

    private static void draw(Svg svg, Scale scale, Result result, double y) {
        Series ratio = result.ratio().orElseThrow();
        String color = result.isMet().orElse(true) ? Svg.OURS : MISSED;
        double one = scale.place(1);
        double end = scale.place(ratio.median());
        String name = result.row().bench() + " " + result.row().label();
        svg.words(LEFT - 8, y + 11, "end", Svg.INK, name);
        svg.rectangle(Math.min(one, end), y + 2, Math.abs(end - one), STEP - 7, color);
        double middle = y + 2 + (STEP - 7) / 2;
        svg.line(scale.place(ratio.min()), middle, scale.place(ratio.max()), middle, Svg.INK, 1);
        if (result.row().target() instanceof Target.Ratio(double least)) {
            svg.line(scale.place(least), y, scale.place(least), y + STEP - 3, Svg.INK, 2);
        }
    }
}
