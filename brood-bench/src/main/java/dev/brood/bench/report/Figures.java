package dev.brood.bench.report;

import dev.brood.bench.compare.Result;
import dev.brood.bench.compare.Series;
import dev.brood.bench.compare.Target;

import java.util.Locale;

/// Numbers as people read them.
final class Figures {
    private Figures() {}

    /// Returns a value with three digits that count, and its unit.
    ///
    /// @param value how much
    /// @param unit of what; rates are told in thousands and millions
    static String of(double value, String unit) {
        if (unit.endsWith("/s") && !unit.equals("GB/s") && Math.abs(value) >= 1e3) {
            boolean millions = Math.abs(value) >= 1e6;
            return number(value / (millions ? 1e6 : 1e3))
                    + (millions ? " M" : " k")
                    + perSecond(unit);
        }
        String shown = unit.equals("us") ? "µs" : unit;
        return number(value) + " " + shown;
    }

    private static String perSecond(String unit) {
        return unit.equals("ops/s") ? "/s" : " " + unit;
    }

    /// Returns a number with about three digits that count.
    static String number(double value) {
        double size = Math.abs(value);
        int decimals = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /// Returns a median with the range it is of.
    static String ratio(Series ratio) {
        return "%s (%s–%s)"
                .formatted(number(ratio.median()), number(ratio.min()), number(ratio.max()));
    }

    /// Returns a target in words.
    static String target(Result result) {
        return switch (result.row().target()) {
            case Target.Ratio(double least) -> "≥ " + plain(least) + "×";
            case Target.AtMost(double most) -> "≤ " + plain(most) + " " + result.unit();
            case Target.AtLeast(double least) -> "≥ " + plain(least) + " " + result.unit();
            case Target.None _ -> "";
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /// Returns whether the target is met, in a word.
    static String met(Result result) {
        return result.isMet().map(met -> met ? "met" : "missed").orElse("");
    }

    /// Returns what the machine allows, or nothing.
    static String limit(Result result) {
        Double limit = result.limit();
        return limit == null ? "" : of(limit, result.unit());
    }

    /// Returns CPython's median, or nothing.
    static String theirs(Result result) {
        Series theirs = result.theirs();
        return theirs == null ? "" : of(theirs.median(), result.unit());
    }

    /// Returns our median.
    static String ours(Result result) {
        return of(result.ours().median(), result.unit());
    }

    /// Returns the ratio with its range, or nothing.
    static String ratio(Result result) {
        return result.ratio().map(Figures::ratio).orElse("");
    }
}
