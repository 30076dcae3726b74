package dev.brood.codec;

/// The encoders of this JVM: as many as its processors could use at once, however many threads
/// there are. When all are taken, which takes threads that block in the middle of encoding, a new
/// one is made and not kept.
final class EncoderPool {
    private static final int PROBES = 4;
    private static final Encoder[] ENCODERS = encoders();

    private EncoderPool() {}

    static Encoder acquire() {
        int mask = ENCODERS.length - 1;
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < PROBES; i++) {
            Encoder encoder = ENCODERS[(first + i) & mask];
            if (encoder.tryAcquire()) {
                return encoder;
            }
        }
        return new Encoder();
    }

    private static Encoder[] encoders() {
        int processors = Runtime.getRuntime().availableProcessors();
        Encoder[] encoders = new Encoder[Integer.highestOneBit(Math.max(4, processors)) * 2];
        for (int i = 0; i < encoders.length; i++) {
            encoders[i] = new Encoder();
        }
        return encoders;
    }
}
