package dev.brood.ignite.seat;

/// How much of this JVM's heap one message may take.
final class Heap {
    /// A message is there up to five times on its way: as it came, decoded, and encoded anew for
    /// the next part of the way, twice, in a buffer that may be too large by half.
    private static final int PARTS = 8;

    private Heap() {}

    static long mostBytes() {
        return Runtime.getRuntime().maxMemory() / PARTS;
    }
}
