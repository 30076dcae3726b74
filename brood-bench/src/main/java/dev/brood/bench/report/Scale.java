package dev.brood.bench.report;

import java.util.ArrayList;
import java.util.List;

/// A logarithmic axis: values to places on paper.
final class Scale {
    private static final long KIBI = 1 << 10;
    private static final long MEBI = 1 << 20;

    private final double low;
    private final double high;
    private final double from;
    private final double to;

    private Scale(double low, double high, double from, double to) {
        this.low = low;
        this.high = high;
        this.from = from;
        this.to = to;
    }

    /// Makes an axis of whole powers of ten that has room for all values.
    ///
    /// @param values those to be shown; what is not above 0 does not count
    /// @param from the place of the low end
    /// @param to the place of the high end
    static Scale ofPowersOfTen(List<Double> values, double from, double to) {
        Scale exact = of(values, from, to);
        double low = Math.floor(exact.low + 1e-9);
        return new Scale(low, Math.max(low + 1, Math.ceil(exact.high - 1e-9)), from, to);
    }

    /// Makes an axis from the smallest to the largest value.
    ///
    /// @param values those to be shown; what is not above 0 does not count
    /// @param from the place of the low end
    /// @param to the place of the high end
    static Scale of(List<Double> values, double from, double to) {
        double[] exponents =
                values.stream()
                        .filter(value -> value > 0 && Double.isFinite(value))
                        .mapToDouble(Math::log10)
                        .sorted()
                        .toArray();
        double low = exponents.length == 0 ? 0 : exponents[0];
        double high = exponents.length == 0 ? 1 : exponents[exponents.length - 1];
        return new Scale(low, high > low ? high : low + 1, from, to);
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

    /// Returns a number as a short label: of a power of ten, of two, or as it is.
    static String label(double number) {
        int exponent = (int) Math.round(Math.log10(number));
        if (Math.abs(Math.pow(10, exponent) / number - 1) > 1e-9) {
            long whole = Math.round(number);
            return whole % MEBI == 0
                    ? whole / MEBI + " Mi"
                    : whole % KIBI == 0 ? whole / KIBI + " Ki" : Long.toString(whole);
        }
        if (exponent >= -2 && exponent <= 3) {
            return exponent >= 0 ? Long.toString(Math.round(number)) : Double.toString(number);
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
