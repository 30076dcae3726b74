package dev.brood.bench.compare;

/// What a row promises.
public sealed interface Target {
    /// Our figure is so many times better than CPython's.
    ///
    /// @param least how many times
    record Ratio(double least) implements Target {}

    /// Our figure itself is not above something.
    ///
    /// @param most in the row's unit
    record AtMost(double most) implements Target {}

    /// Our figure itself is not below something.
    ///
    /// @param least in the row's unit
    record AtLeast(double least) implements Target {}

    /// Nothing is promised.
    record None() implements Target {}

    /// Reads a target.
    ///
    /// @param text `>=N`, `ours<=N`, `ours>=N` or `-`
    /// @return the target
    /// @throws IllegalArgumentException if it is none of these
    static Target parse(String text) {
        if (text.equals("-")) {
            return new None();
        } else if (text.startsWith(">=")) {
            return new Ratio(Double.parseDouble(text.substring(2)));
        } else if (text.startsWith("ours<=")) {
            return new AtMost(Double.parseDouble(text.substring(6)));
        } else if (text.startsWith("ours>=")) {
            return new AtLeast(Double.parseDouble(text.substring(6)));
        }
        throw new IllegalArgumentException(
                "a target must be '>=N', 'ours<=N', 'ours>=N' or '-', was '" + text + "'");
    }
}
