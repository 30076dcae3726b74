package dev.brood.local.pool;

/// What numbers of workers a pool can have, on every engine.
public final class WorkerCount {
    private WorkerCount() {}

    /// Refuses what can't be.
    ///
    /// @param least how many are kept when there is nothing to do
    /// @param most how many there are at most
    /// @throws IllegalArgumentException if `most` is less than 1, or `least` not from 0 to `most`
    public static void require(int least, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a pool needs at least 1 worker, was " + most);
        }
        if (least < 0 || least > most) {
            throw new IllegalArgumentException(
                    "the least number of workers must be from 0 to the largest, %d, was %d"
                            .formatted(most, least));
        }
    }
}
