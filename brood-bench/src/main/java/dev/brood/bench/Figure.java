package dev.brood.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// What was measured, several times over.
///
/// @param name what, with the name of its case before it
/// @param unit of the values
/// @param values in the order they were measured
@SuppressWarnings("ArrayRecordComponent") // never compared
record Figure(String name, String unit, double[] values) {

    /// Makes one of times that are to be told in another unit.
    ///
    /// @param nanos how long it took each time
    /// @param conversion from nanoseconds to the unit
    static Figure of(String name, String unit, double[] nanos, DoubleUnaryOperator conversion) {
        return new Figure(name, unit, Arrays.stream(nanos).map(conversion).toArray());
    }

    /// Returns the value that a given share of the others is below.
    ///
    /// @param share from 0, the smallest, to 1, the largest
    double quantile(double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /// Returns one line: name, median, smallest and largest value, unit, how many there are.
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-48s %9.3f (%.3f–%.3f) %s, n = %d",
                name,
                quantile(0.5),
                quantile(0),
                quantile(1),
                unit,
                values.length);
    }
}
