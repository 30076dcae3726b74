package dev.brood.local.manager;

import dev.brood.Quick;
import dev.brood.SharedEvent;

import java.time.Duration;

/// A [SharedEvent] as the server has it.
interface EventFace extends SharedEvent {
    @Override
    @Quick
    void set();

    @Override
    @Quick
    void clear();

    @Override
    @Quick
    boolean isSet();

    @Override
    @Attempted
    void await() throws InterruptedException;

    @Override
    @Attempted
    boolean await(Duration timeout) throws InterruptedException;

    @Override
    @Quick
    int waiting();
}
