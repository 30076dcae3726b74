package dev.brood.local.sync;

import dev.brood.local.roster.Member;

/// A number of permits, waited for.
final class PermitGate implements Gate {
    private final LocalSync object;
    private final Permits permits;
    private final int number;

    PermitGate(LocalSync object, Permits permits, int number) {
        this.object = object;
        this.permits = permits;
        this.number = number;
    }

    @Override
    public boolean tryPass() {
        return permits.tryAcquire(number);
    }

    @Override
    public boolean isBlocked() {
        return permits.isOpen() && permits.available() < number;
    }

    @Override
    public boolean isExhausted() {
        return permits.isOpen() && permits.available() == 0;
    }

    @Override
    public boolean isOpen() {
        return permits.isOpen();
    }

    @Override
    public int wanted() {
        return number;
    }

    @Override
    public int culprit() {
        int holder = permits.anyHolder() - 1;
        // One without an entry died, and whoever was recovering it has not finished.
        return holder < 0
                ? 0
                : object.tree.roster().member(holder).map(Member::pid).orElse(-1 - holder);
    }
}
