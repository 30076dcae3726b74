package dev.brood.local.manager;

import dev.brood.Quick;
import dev.brood.SharedBarrier;

/// A [SharedBarrier] as the server has it.
interface BarrierFace extends SharedBarrier {
    @Override
    @Quick
    void abort();

    @Override
    @Quick
    void reset();

    @Override
    @Quick
    boolean isBroken();

    @Override
    @Quick
    int parties();

    @Override
    @Quick
    int waiting();
}
