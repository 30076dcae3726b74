package dev.brood.local.manager;

import dev.brood.Abandonment;
import dev.brood.LockOwner;
import dev.brood.Quick;
import dev.brood.SharedCondition;
import dev.brood.SharedLock;

import java.time.Duration;
import java.util.Optional;

/// A [SharedLock] as the server has it.
interface LockFace extends SharedLock {
    @Override
    @Attempted
    void lock();

    @Override
    @Attempted
    void lockInterruptibly() throws InterruptedException;

    @Override
    @Quick
    boolean tryLock();

    @Override
    @Attempted
    boolean tryLock(Duration timeout) throws InterruptedException;

    @Override
    @Quick
    void unlock();

    @Override
    @Quick
    SharedCondition newCondition();

    @Override
    @Quick
    boolean isLocked();

    @Override
    @Quick
    boolean isHeldByCurrentThread();

    @Override
    @Quick
    int holdCount();

    @Override
    @Quick
    Optional<LockOwner> owner();

    @Override
    @Quick
    int waiting();

    @Override
    @Quick
    boolean isFair();

    @Override
    @Quick
    Optional<Abandonment> abandonment();

    @Override
    @Quick
    void repaired();
}
