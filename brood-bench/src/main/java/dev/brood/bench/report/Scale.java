package dev.brood.bench.report;

import java.util.ArrayList;
import java.util.List;

/// A logarithmic axis: values to places on paper.
final class Scale {
    private final double low;
    private final double high;
    private final double from;
    private final double to;

    /// Makes an axis of whole powers of ten that has room for all values.
    ///
    /// @param values those to be shown; what is not above 0 does not count
    /// @param from the place of the low end
    /// @param to the place of the high end
    Scale(List<Double> values, double from, double to) {
        double smallest = Double.MAX_VALUE;
        double largest = 0;
        for (double value : values) {
            if (value > 0 && Double.isFinite(value)) {
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            }
        }
        if (largest == 0) {
            smallest = 1;
            largest = 1;
        }
        low = Math.floor(Math.log10(smallest) + 1e-9);
        high = Math.max(low + 1, Math.ceil(Math.log10(largest) - 1e-9));
        this.from = from;
        this.to = to;
    }

    /// Returns the place of a value.
    double place(double value) {
        double exponent = value > 0 ? Math.log10(value) : low;
        double share = (Math.clamp(exponent, low, high) - low) / (high - low);
        return from + share * (to - from);
    }

    /// Returns the powers of ten.
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (double exponent = low; exponent <= high; exponent++) {
            ticks.add(Math.pow(10, exponent));
        }
        return ticks;
    }

    /// Returns a power of ten as a short label.
    static String label(double tick) {
        int exponent = (int) Math.round(Math.log10(tick));
        if (exponent >= -2 && exponent <= 3) {
            return exponent >= 0 ? Long.toString(Math.round(tick)) : Double.toString(tick);
        }
        StringBuilder label = new StringBuilder("10");
        String digits = Integer.toString(exponent);
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            label.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
        }
        return label.toString();
    }
}
