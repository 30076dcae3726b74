package dev.brood.local.manager;

import dev.brood.Quick;
import dev.brood.SharedSemaphore;

import java.time.Duration;

/// A [SharedSemaphore] as the server has it.
interface SemaphoreFace extends SharedSemaphore {
    @Override
    @Attempted
    void acquire(int permits) throws InterruptedException;

    @Override
    @Attempted
    void acquireUninterruptibly(int permits);

    @Override
    @Quick
    boolean tryAcquire(int permits);

    @Override
    @Attempted
    boolean tryAcquire(int permits, Duration timeout) throws InterruptedException;

    @Override
    @Quick
    void release(int permits);

    @Override
    @Quick
    int availablePermits();

    @Override
    @Quick
    int drainPermits();

    @Override
    @Quick
    int bound();

    @Override
    @Quick
    boolean isFair();

    @Override
    @Quick
    int waiting();
}
