package dev.brood.bench.cases;

/// Takes what was measured.
@FunctionalInterface
public interface Samples {
    /// Takes one value.
    ///
    /// @param metric what was measured
    /// @param unit of the value
    /// @param value how much
    void add(String metric, String unit, double value);

    /// Takes how long something took.
    ///
    /// @param metric what was done
    /// @param unit in which to tell it: `s`, `ms`, `us` or `ns`
    /// @param nanos how long it took
    default void time(String metric, String unit, double nanos) {
        double nanosAUnit =
                switch (unit) {
                    case "s" -> 1e9;
                    case "ms" -> 1e6;
                    case "us" -> 1e3;
                    case "ns" -> 1;
                    default -> throw new IllegalArgumentException("no unit of time: " + unit);
                };
        add(metric, unit, nanos / nanosAUnit);
    }

    /// Takes how many of something there are in a second.
    ///
    /// @param metric what was counted
    /// @param unit such as `items/s`
    /// @param count how many there were
    /// @param nanos in what time
    default void rate(String metric, String unit, double count, double nanos) {
        add(metric, unit, 1e9 * count / nanos);
    }

    /// Takes how many bytes went by, in units of 10⁹ a second.
    ///
    /// @param metric what went by
    /// @param bytes how many
    /// @param nanos in what time
    default void bandwidth(String metric, double bytes, double nanos) {
        add(metric, "GB/s", bytes / nanos);
    }

    /// Returns the time since a moment.
    ///
    /// @param begin what [System#nanoTime()] was then
    /// @return nanoseconds
    static double since(long begin) {
        return (double) (System.nanoTime() - begin);
    }

    /// Returns the time between two moments.
    ///
    /// @param begin what [System#nanoTime()] was at first
    /// @param end what it was then
    /// @return nanoseconds
    static double between(long begin, long end) {
        return (double) (end - begin);
    }
}
