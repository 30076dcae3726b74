package dev.brood.local.channel;

import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicInteger;

/// What this process has mapped of a pipe: its rings, as long as one of its ends is open here or a
/// recovery looks at them.
///
/// Uses are counted, and the last to go unmaps; after that there are no more. Unmapping a ring
/// under a thread that holds one of its mutexes would leave that mutex locked by a process that
/// lives.
final class PipeMemory {
    private static final int UNMAPPED = Integer.MIN_VALUE;

    private final PipeCell cell;
    private final @Nullable Ring[] rings;
    private final AtomicInteger uses = new AtomicInteger(1);

    /// The ends that are open in this process. Guarded by [Pipes].
    final @Nullable LocalEnd[] ends = new LocalEnd[2];

    /// Makes the memory of a pipe, with one use.
    ///
    /// @param rings from which each end receives
    PipeMemory(PipeCell cell, @Nullable Ring... rings) {
        this.cell = cell;
        this.rings = rings;
    }

    /// Maps the rings of a pipe.
    ///
    /// @throws NoSuchFileException if it is over
    static PipeMemory open(Tree tree, PipeCell cell) throws NoSuchFileException {
        @Nullable Ring[] rings = new Ring[2];
        boolean done = false;
        try {
            for (int i = 0; i < rings.length; i++) {
                long number = cell.ringTo(i);
                rings[i] = number == 0 ? null : Ring.open(tree, number);
            }
            done = true;
            return new PipeMemory(cell, rings);
        } finally {
            if (!done) {
                close(rings);
            }
        }
    }

    private static void close(@Nullable Ring[] rings) {
        for (Ring ring : rings) {
            if (ring != null) {
                ring.close();
            }
        }
    }

    PipeCell cell() {
        return cell;
    }

    /// Returns the ring from which an end receives.
    @Nullable Ring ringTo(int end) {
        return rings[end];
    }

    /// Begins a use, to be ended by [#unuse].
    ///
    /// @return false if it is unmapped
    boolean tryUse() {
        int now = uses.get();
        while (now > 0 && !uses.compareAndSet(now, now + 1)) {
            now = uses.get();
        }
        return now > 0;
    }

    void unuse() {
        if (uses.decrementAndGet() == 0 && uses.compareAndSet(0, UNMAPPED)) {
            close(rings);
        }
    }

    /// Wakes all who wait in the pipe, to look again.
    void wakeAll() {
        for (Ring ring : rings) {
            if (ring != null) {
                ring.wakeAll();
            }
        }
    }

    /// Gives back what a dead process held in the rings.
    void recover(int deadPid) {
        for (Ring ring : rings) {
            if (ring != null) {
                ring.recover(deadPid);
            }
        }
    }

    /// Tells those at one end that the other is gone, and that nothing will come from it.
    void end(int leaver) {
        for (Ring ring : rings) {
            if (ring != null) {
                ring.end(leaver);
            }
        }
    }
}
