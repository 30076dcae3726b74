package dev.brood.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How something grows with something else, both on logarithmic axes.
///
/// @param name short, for a file
/// @param title above the drawing
/// @param xTitle what grows
/// @param yTitle what it costs or yields
/// @param lines one or more
public record LineChart(String name, String title, String xTitle, String yTitle, List<Line> lines) {
    private static final double WIDTH = 640;
    private static final double HEIGHT = 360;
    private static final double LEFT = 70;
    private static final double RIGHT = 20;
    private static final double TOP = 60;
    private static final double BOTTOM = 50;
    private static final List<String> COLORS =
            List.of(Svg.OURS, Svg.THEIRS, "#4f8f4f", "#8a4f8f", "#777");

    /// One line of the drawing.
    ///
    /// @param name in the legend
    /// @param points from left to right
    public record Line(String name, List<Point> points) {}

    /// A point of a line.
    ///
    /// @param x how much there is of what grows
    /// @param y what it costs or yields
    public record Point(double x, double y) {}

    /// Returns the points as a table.
    ///
    /// @return lines of text
    public String text() {
        StringBuilder text = new StringBuilder("\n").append(title).append(", ").append(yTitle);
        text.append(", by ").append(xTitle).append('\n');
        for (Line line : lines) {
            for (Point point : line.points) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "  %-8s %12.0f  %14.3f%n",
                                line.name,
                                point.x,
                                point.y));
            }
        }
        return text.toString();
    }

    /// Draws it.
    ///
    /// @return a picture that needs nothing else
    public String svg() {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (Line line : lines) {
            for (Point point : line.points) {
                xs.add(point.x);
                ys.add(point.y);
            }
        }
        Scale across = Scale.of(xs, LEFT, WIDTH - RIGHT);
        Scale upward = Scale.ofPowersOfTen(ys, HEIGHT - BOTTOM, TOP);
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        drawAxes(svg, across, upward);
        double legend = LEFT;
        for (int i = 0; i < lines.size(); i++) {
            String color = COLORS.get(i % COLORS.size());
            drawLine(svg, lines.get(i), color, across, upward);
            svg.rectangle(legend, TOP - 24, 10, 10, color);
            svg.words(legend + 14, TOP - 15, "start", Svg.INK, lines.get(i).name);
            legend += 30 + 7 * lines.get(i).name.length();
        }
        return svg.toString();
    }

    /// Returns where points are, across: there are few of them, so each has its number.
    private List<Double> measured() {
        return lines.stream()
                .flatMap(line -> line.points.stream())
                .map(Point::x)
                .distinct()
                .sorted()
                .toList();
    }

    private void drawAxes(Svg svg, Scale across, Scale upward) {
        svg.words(LEFT, 20, "start", Svg.INK, title);
        for (double measured : measured()) {
            double x = across.place(measured);
            svg.line(x, TOP, x, HEIGHT - BOTTOM, Svg.GRID, 1);
            svg.words(x, HEIGHT - BOTTOM + 16, "middle", Svg.INK, Scale.label(measured));
        }
        for (double tick : upward.ticks()) {
            double y = upward.place(tick);
            svg.line(LEFT, y, WIDTH - RIGHT, y, Svg.GRID, 1);
            svg.words(LEFT - 6, y + 4, "end", Svg.INK, Scale.label(tick));
        }
        svg.words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "middle", Svg.INK, xTitle);
        svg.upward(18, (TOP + HEIGHT - BOTTOM) / 2, yTitle);
    }

    private static void drawLine(Svg svg, Line line, String color, Scale across, Scale upward) {
        StringBuilder places = new StringBuilder();
        for (Point point : line.points) {
            double x = across.place(point.x);
            double y = upward.place(point.y);
            places.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        svg.path(places.toString().strip(), color);
        for (Point point : line.points) {
            String hint =
                    "%s: %s at %s"
                            .formatted(line.name, Figures.number(point.y), Figures.number(point.x));
            svg.dot(across.place(point.x), upward.place(point.y), 3.5, color, hint);
        }
    }
}
