package dev.brood.local.manager;

import dev.brood.Quick;
import dev.brood.SharedLatch;

import java.time.Duration;

/// A [SharedLatch] as the server has it.
interface LatchFace extends SharedLatch {
    @Override
    @Quick
    void countDown();

    @Override
    @Quick
    long count();

    @Override
    @Attempted
    void await() throws InterruptedException;

    @Override
    @Attempted
    boolean await(Duration timeout) throws InterruptedException;
}
