package dev.brood.examples;

import java.time.Duration;

/// Stands for work that takes a while, as `time.sleep` does in the tutorials.
///
/// The system property `examples.pace` makes all examples faster or slower: with
/// `-Dexamples.pace=0.1` everything takes a tenth of the tutorial's time. Children get the system
/// properties of their parent, so it holds for them too.
public final class Work {
    private static final double PACE = Double.parseDouble(System.getProperty("examples.pace", "1"));

    private Work() {}

    /// Works for a while.
    ///
    /// @param seconds how long at the usual pace
    /// @throws InterruptedException if interrupted meanwhile
    public static void seconds(double seconds) throws InterruptedException {
        Thread.sleep(time(seconds));
    }

    /// Returns a time, for what waits at most so long.
    ///
    /// @param seconds how long at the usual pace
    /// @return how long at this pace
    public static Duration time(double seconds) {
        return Duration.ofNanos((long) (seconds * PACE * 1e9));
    }
}
