package dev.brood.bench.report;

import dev.brood.bench.compare.Result;
import dev.brood.bench.compare.Series;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Results as JSON.
public final class Json {
    private Json() {}

    /// Returns all of a comparison.
    ///
    /// @param results what came out
    /// @param machine where
    /// @return one object in one line, and then one a line for each row
    public static String of(List<Result> results, Machine machine) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("machine", machine(machine));
        all.put("rows", results.stream().map(Json::row).toList());
        return write(all) + "\n";
    }

    /// Returns all curves of a growth run.
    ///
    /// @param charts what came out
    /// @param machine where
    /// @return one object
    public static String ofCharts(List<LineChart> charts, Machine machine) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("machine", machine(machine));
        all.put("charts", charts.stream().map(Json::chart).toList());
        return write(all) + "\n";
    }

    private static Map<String, @Nullable Object> machine(Machine machine) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("date", machine.date());
        object.put("processor", machine.processor());
        object.put("processors", machine.processors());
        object.put("system", machine.system());
        object.put("load", machine.load());
        object.put("jdk", machine.jdk());
        object.put("python", machine.python());
        return object;
    }

    private static Map<String, @Nullable Object> row(Result result) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("case", result.row().bench());
        object.put("row", result.row().label());
        object.put("metric", result.row().metric());
        object.put("unit", result.unit());
        object.put("better", result.row().more() ? "more" : "less");
        object.put("ours", series(result.ours()));
        object.put("theirs", series(result.theirs()));
        object.put("ratio", series(result.ratio().orElse(null)));
        String target = Figures.target(result);
        object.put("target", target.isEmpty() ? null : target);
        object.put("met", result.isMet().orElse(null));
        object.put("limit", result.limit());
        return object;
    }

    private static @Nullable Map<String, @Nullable Object> series(@Nullable Series series) {
        if (series == null) {
            return null;
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("median", series.median());
        object.put("min", series.min());
        object.put("max", series.max());
        object.put("samples", series.values());
        return object;
    }

    private static Map<String, @Nullable Object> chart(LineChart chart) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", chart.name());
        object.put("title", chart.title());
        object.put("x", chart.xTitle());
        object.put("y", chart.yTitle());
        object.put("lines", chart.lines().stream().map(Json::line).toList());
        return object;
    }

    private static Map<String, @Nullable Object> line(LineChart.Line line) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", line.name());
        object.put(
                "points", line.points().stream().map(each -> List.of(each.x(), each.y())).toList());
        return object;
    }

    private static String write(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Double number when !Double.isFinite(number) -> "null";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case Map<?, ?> object -> {
                StringBuilder text = new StringBuilder("{");
                object.forEach((name, member) ->
                        text.append(text.length() > 1 ? "," : "")
                                .append(quote(String.valueOf(name)))
                                .append(':')
                                .append(write(member)));
                yield text.append('}').toString();
            }
            case Collection<?> array -> {
                boolean objects = array.stream().anyMatch(Map.class::isInstance);
                List<String> elements = array.stream().map(Json::write).toList();
                String separator = objects ? ",\n" : ",";
                yield "[" + String.join(separator, elements) + "]";
            }
            default -> quote(value.toString());
        };
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
