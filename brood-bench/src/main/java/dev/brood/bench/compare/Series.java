package dev.brood.bench.compare;

import java.util.List;

/// One figure, once a round.
///
/// @param values in the order of the rounds, at least one
public record Series(List<Double> values) {
    /// Returns the middle one.
    ///
    /// @return the median
    public double median() {
        return median(values);
    }

    /// Returns the middle one of some values.
    ///
    /// @param values at least one
    /// @return the median
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// Returns the smallest one.
    ///
    /// @return the minimum
    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /// Returns the largest one.
    ///
    /// @return the maximum
    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
