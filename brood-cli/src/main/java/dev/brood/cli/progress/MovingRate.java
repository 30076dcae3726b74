package dev.brood.cli.progress;

/// A rate that follows the work: an exponentially weighted average over the last seconds, so that a
/// slow stretch shows soon and a single slow moment does not.
///
/// Not thread-safe: one thread feeds and reads it.
public final class MovingRate {
    private static final double MEMORY_SECONDS = 3;

    private long lastNanos;
    private double lastAmount;
    private double rate;
    private boolean fed;

    /// Begins at an amount of zero.
    ///
    /// @param nowNanos the time, as of [System#nanoTime]
    public MovingRate(long nowNanos) {
        lastNanos = nowNanos;
    }

    /// Tells how much has been done.
    ///
    /// @param nowNanos the time, as of [System#nanoTime]
    /// @param amount all that was done since the beginning
    public void update(long nowNanos, double amount) {
        double seconds = (nowNanos - lastNanos) / 1e9;
        if (seconds <= 0) {
            return;
        }
        double current = Math.max(0, amount - lastAmount) / seconds;
        double weight = fed ? 1 - Math.exp(-seconds / MEMORY_SECONDS) : 1;
        rate += weight * (current - rate);
        lastNanos = nowNanos;
        lastAmount = amount;
        fed = true;
    }

    /// Returns the rate.
    ///
    /// @return amount per second, 0 before the first update
    public double perSecond() {
        return rate;
    }
}
