package dev.brood.bench.side;

import java.util.List;

/// What one sample told of one metric.
///
/// @param unit of the values
/// @param values one or more
public record Measured(String unit, List<Double> values) {}
