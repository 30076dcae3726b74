package dev.brood.bench.growth;

import dev.brood.bench.compare.Observer;
import dev.brood.bench.compare.Series;
import dev.brood.bench.report.LineChart;
import dev.brood.bench.report.LineChart.Line;
import dev.brood.bench.report.LineChart.Point;
import dev.brood.bench.side.Side;
import dev.brood.bench.side.SideException;
import dev.brood.bench.side.Sides;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Measures all curves, both sides at each point in turns.
public final class Growth {
    private static final double SCALE = 0.25;

    private static final String PREFIX = "growth.";

    private final Sides sides;
    private final int rounds;
    private final double scale;
    private final Observer observer;

    /// Makes one.
    ///
    /// @param sides starts the programs
    /// @param rounds how many samples to take at each point
    /// @param scale what to multiply numbers of operations by, beyond what a point needs
    /// @param observer is told how it goes
    public Growth(Sides sides, int rounds, double scale, Observer observer) {
        this.sides = sides;
        this.rounds = rounds;
        this.scale = scale * SCALE;
        this.observer = observer;
    }

    /// Returns the names of all cases.
    ///
    /// @return such as `growth.processes.lock`
    public static List<String> names() {
        return Curve.ALL.stream().map(Curve::bench).toList();
    }

    /// Returns whether a case is meant by what was said.
    ///
    /// @param name one of [#names()]
    /// @param pattern what it begins with, with `growth.` or without
    /// @return whether it does
    public static boolean isMeant(String name, String pattern) {
        return name.startsWith(pattern) || name.startsWith(PREFIX + pattern);
    }

    /// Measures.
    ///
    /// @param patterns what is meant, see [#isMeant]; all if there are none
    /// @return one chart for each curve
    /// @throws IOException if a side can't be started
    /// @throws InterruptedException if interrupted
    public List<LineChart> run(List<String> patterns) throws IOException, InterruptedException {
        List<Curve> curves =
                Curve.ALL.stream()
                        .filter(curve ->
                                patterns.isEmpty()
                                        || patterns.stream()
                                                .anyMatch(each -> isMeant(curve.bench(), each)))
                        .toList();
        int all = curves.stream().mapToInt(curve -> curve.xs().size()).sum();
        int done = 0;
        List<LineChart> charts = new ArrayList<>();
        for (Curve curve : curves) {
            charts.add(measure(curve, done, all));
            done += curve.xs().size();
        }
        return charts;
    }

    private LineChart measure(Curve curve, int before, int all)
            throws IOException, InterruptedException {
        List<Point> ours = new ArrayList<>();
        List<Point> theirs = new ArrayList<>();
        int done = before;
        for (long x : curve.xs()) {
            observer.step("%s: %d".formatted(curve.bench(), x), done++, all);
            boolean both = sides.python().isPresent() && x <= curve.mostOfTheirs();
            // A side for each point: one that fails at one takes no other with it.
            try (Side our = sides.ours("warm");
                    Side their = both ? sides.theirs() : null) {
                our.open(curve.bench(), "fork", scale, x);
                if (their != null) {
                    their.open(curve.bench(), "fork", scale, x);
                }
                List<Double> oursHere = new ArrayList<>();
                List<Double> theirsHere = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    oursHere.add(sample(our, curve));
                    if (their != null) {
                        theirsHere.add(sample(their, curve));
                    }
                }
                ours.add(new Point(x, new Series(oursHere).median()));
                if (!theirsHere.isEmpty()) {
                    theirs.add(new Point(x, new Series(theirsHere).median()));
                }
            } catch (SideException e) {
                observer.failed(curve.bench() + " " + x, String.valueOf(e.getMessage()));
            }
        }
        List<Line> lines = new ArrayList<>(List.of(new Line("Brood", ours)));
        if (!theirs.isEmpty()) {
            lines.add(new Line("CPython", theirs));
        }
        String name = curve.bench().replace('.', '-');
        return new LineChart(name, curve.title(), curve.xTitle(), curve.yTitle(), lines);
    }

    private static double sample(Side side, Curve curve)
            throws SideException, InterruptedException {
        var measured = side.sample().get(curve.metric());
        if (measured == null) {
            throw new IllegalStateException(curve.bench() + " tells nothing of " + curve.metric());
        }
        return new Series(measured.values()).median();
    }
}
