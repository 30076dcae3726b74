package dev.brood.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.brood.Brood;
import dev.brood.bench.compare.Comparison;
import dev.brood.bench.compare.Observer;
import dev.brood.bench.compare.Result;
import dev.brood.bench.compare.Row;
import dev.brood.bench.growth.Growth;
import dev.brood.bench.inside.Inside;
import dev.brood.bench.report.Html;
import dev.brood.bench.report.Json;
import dev.brood.bench.report.LineChart;
import dev.brood.bench.report.Machine;
import dev.brood.bench.report.Table;
import dev.brood.bench.side.Sides;
import dev.brood.bench.soak.Soak;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `brood bench`: measures Brood beside CPython's `multiprocessing`.
@Command(
        name = "brood bench",
        description = {
            "Measure Brood beside CPython's multiprocessing: the same work, on this machine, in"
                    + " turns.",
            "",
            "CASE is what the name of a case begins with, or a pattern such as '*.latency'; without"
                    + " one all cases are measured. Where there is no python3, only Brood is.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was measured, whether targets are met or not",
            "1:something could not be measured; the rest was",
            "2:the arguments make no sense; nothing was measured",
            "130:interrupted by Ctrl-C"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int USUAL_ROUNDS = 7;
    private static final int QUICK_ROUNDS = 3;
    private static final double QUICK_SCALE = 0.1;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "CASE", description = "What to measure.")
    private List<String> patterns = new ArrayList<>();

    @Option(names = "--list", description = "Print the names of the cases and stop.")
    private boolean list;

    @Option(
            names = {"-r", "--rounds"},
            paramLabel = "N",
            description = "How many samples of each side to take, in turns (default: 7).")
    private @Nullable Integer rounds;

    @Option(
            names = {"-q", "--quick"},
            description =
                    "Look quickly: 3 rounds, each a tenth as long. JVMs have not warmed up"
                            + " then, so figures are worse than they are.")
    private boolean quick;

    @Option(names = "--no-python", description = "Measure Brood only.")
    private boolean alone;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write all samples as JSON; '-' is standard output, without the table.")
    private @Nullable String json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts.")
    private @Nullable Path html;

    @Option(
            names = "--inside",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "PATTERN",
            description =
                    "Measure with JMH what happens inside one JVM instead: encoding, queues,"
                            + " locks.")
    private @Nullable String inside;

    @Option(
            names = "--growth",
            description =
                    "Measure how cost grows instead, with processes, sizes, capacities and items;"
                            + " CASE is then 'processes', 'message', 'capacity' or 'items'.")
    private boolean growth;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description =
                    "Work so long instead, and fail if anything grows after the first minute:"
                            + " memory, segments, descriptors, threads.")
    private @Nullable Integer soak;

    @Option(
            names = "--svg",
            paramLabel = "DIR",
            description = "With --growth: write each chart to a file in this folder.")
    private @Nullable Path svg;

    @Option(names = "--markdown", description = "Print the table in Markdown.")
    private boolean markdown;

    private boolean failed;

    BenchCommand() {
        spec = CommandSpec.create(); // picocli sets the real one
    }

    @Override
    public Integer call() throws Exception {
        if (inside != null) {
            Inside.run(inside, quick);
            return ExitCode.OK;
        }
        if (soak != null) {
            return soak(soak);
        }
        return growth ? grow() : compare();
    }

    private int compare() throws IOException, InterruptedException {
        List<Row> rows = chosen(Row.all());
        if (list) {
            rows.stream().map(Row::bench).distinct().forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }
        int samples = samples(USUAL_ROUNDS);
        StatusLine status = new StatusLine(System.err, isTerminal());
        try (Sides sides = new Sides(!alone)) {
            String python = sides.python().orElse("none");
            tellOfPython(sides, status);
            Machine machine = Machine.here(python);
            double scale = quick ? QUICK_SCALE : 1;
            Comparison comparison = new Comparison(sides, samples, scale, observer(status));
            List<Result> results = comparison.run(rows);
            status.clear();
            report(results, machine);
        }
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private int samples(int usual) {
        int samples = rounds != null ? rounds : quick ? QUICK_ROUNDS : usual;
        if (samples < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds must be at least 1, was " + samples);
        }
        return samples;
    }

    private void tellOfPython(Sides sides, StatusLine status) {
        if (!alone && sides.python().isEmpty()) {
            status.say("brood bench: found no python3: only Brood is measured");
        }
    }

    private int soak(int minutes) throws Exception {
        if (minutes < 2) {
            throw new ParameterException(
                    spec.commandLine(), "--soak must be at least 2 minutes, was " + minutes);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Brood brood = Brood.local()) {
            List<String> growth =
                    new Soak(brood, out::println)
                            .run(Duration.ofMinutes(1), Duration.ofMinutes(minutes));
            growth.forEach(each -> out.println("grown: " + each));
            out.println(growth.isEmpty() ? "nothing has grown" : "");
            out.flush();
            return growth.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private int grow() throws IOException, InterruptedException {
        if (list) {
            Growth.names().forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }
        for (String pattern : patterns) {
            if (Growth.names().stream().noneMatch(name -> Growth.isMeant(name, pattern))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no case '%s' of --growth: 'brood bench --growth --list' names all"
                                .formatted(pattern));
            }
        }
        int samples = samples(QUICK_ROUNDS);
        StatusLine status = new StatusLine(System.err, isTerminal());
        try (Sides sides = new Sides(!alone)) {
            tellOfPython(sides, status);
            Machine machine = Machine.here(sides.python().orElse("none"));
            double scale = quick ? QUICK_SCALE : 1;
            List<LineChart> charts =
                    new Growth(sides, samples, scale, observer(status)).run(patterns);
            status.clear();
            reportGrowth(charts, machine);
        }
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private void reportGrowth(List<LineChart> charts, Machine machine) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if ("-".equals(json)) {
            out.print(Json.ofCharts(charts, machine));
        } else {
            out.println(machine.describe());
            charts.forEach(chart -> out.print(chart.text()));
        }
        out.flush();
        if (json != null && !json.equals("-")) {
            Files.writeString(Path.of(json), Json.ofCharts(charts, machine), UTF_8);
        }
        if (html != null) {
            Files.writeString(html, Html.ofCharts(charts, machine), UTF_8);
        }
        if (svg != null) {
            Files.createDirectories(svg);
            for (LineChart chart : charts) {
                Files.writeString(svg.resolve(chart.name() + ".svg"), chart.svg(), UTF_8);
            }
        }
    }

    private List<Row> chosen(List<Row> all) {
        if (patterns.isEmpty()) {
            return all;
        }
        for (String pattern : patterns) {
            if (all.stream().noneMatch(row -> row.isMeantBy(pattern))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no case '" + pattern + "': 'brood bench --list' names all");
            }
        }
        return all.stream().filter(row -> patterns.stream().anyMatch(row::isMeantBy)).toList();
    }

    private Observer observer(StatusLine status) {
        return new Observer() {
            @Override
            public void step(String what, int done, int all) {
                status.show(what, done, all);
            }

            @Override
            public void failed(String bench, String reason) {
                failed = true;
                status.say("brood bench: " + bench + " failed: " + reason);
            }
        };
    }

    private void report(List<Result> results, Machine machine) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if ("-".equals(json)) {
            out.print(Json.of(results, machine));
        } else if (markdown) {
            Table.markdown(results, machine).forEach(out::println);
        } else {
            out.println(machine.describe());
            out.println();
            Table.text(results).forEach(out::println);
            out.println();
            out.println(Table.summary(results));
        }
        out.flush();
        if (json != null && !json.equals("-")) {
            Files.writeString(Path.of(json), Json.of(results, machine), UTF_8);
        }
        if (html != null) {
            Files.writeString(html, Html.of(results, machine), UTF_8);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // null all the same where there is no terminal
    private static boolean isTerminal() {
        String told = System.getProperty("brood.terminal");
        if (told != null) {
            return told.equals("true");
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
