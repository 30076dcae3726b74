package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;

/// An end of a pipe in this process: which threads are in it, and when it is left.
///
/// | state | meaning | goes to | by |
/// |---|---|---|---|
/// | n | n threads are in it | OVER + n | whoever closes it |
/// | OVER + n | nobody comes in any more | OVER + LEFT | the last to leave, which takes this process out of the end's holders |
final class LocalEnd {
    private static final int OVER = 1 << 31;
    private static final int LEFT = 1 << 30;

    private final Pipes pipes;
    private final Tree tree;
    private final PipeMemory memory;
    private final int number;
    private final String name;
    private final @Nullable BlockingRing in;
    private final @Nullable BlockingRing out;
    private final AtomicInteger state = new AtomicInteger();
    private @Nullable WeakReference<LocalConnection> handle; // guarded by pipes

    /// Whether this process is known to hold the end.
    private volatile boolean joined;

    /// How it ended here; set before OVER is.
    private volatile @Nullable String ending;

    LocalEnd(Pipes pipes, Tree tree, PipeMemory memory, int number, String name) {
        this.pipes = pipes;
        this.tree = tree;
        this.memory = memory;
        this.number = number;
        this.name = name;
        this.in = blocking(memory.ringTo(number));
        this.out = blocking(memory.ringTo(1 - number));
    }

    private @Nullable BlockingRing blocking(@Nullable Ring ring) {
        return ring == null
                ? null
                : new BlockingRing(
                        tree, ring, toString(), memory.cell().id(), number, this::isOver);
    }

    Tree tree() {
        return tree;
    }

    PipeMemory memory() {
        return memory;
    }

    /// Returns which of the two it is.
    int number() {
        return number;
    }

    String name() {
        return name;
    }

    @Nullable BlockingRing in() {
        return in;
    }

    @Nullable BlockingRing out() {
        return out;
    }

    void setHandle(WeakReference<LocalConnection> reference) {
        handle = reference;
    }

    /// Returns the object that users have, or null if it is garbage.
    @Nullable LocalConnection handle() {
        return handle == null ? null : handle.get();
    }

    boolean isOver() {
        return state.get() < 0;
    }

    /// Comes in, as a holder. Must be followed by [#leave].
    ///
    /// @throws ClosedException if it is closed here, or gone
    void enter() {
        if (!tryEnter()) {
            throw closed();
        }
        if (!joined) {
            boolean done = false;
            try {
                join(false);
                done = true;
            } finally {
                if (!done) {
                    leave();
                }
            }
        }
    }

    /// Makes this process a holder, if it is not one.
    ///
    /// @param arrived whether because a handle was decoded
    void join(boolean arrived) {
        pipes.join(this, arrived);
        joined = true;
    }

    /// Notes that a handle is under way. Without effect if it is closed here.
    void sent() {
        if (!isOver()) {
            pipes.sent(this);
        }
    }

    void handOver(long pid) {
        pipes.handOver(this, pid);
    }

    boolean tryEnter() {
        if (state.incrementAndGet() >= 0) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        if (state.decrementAndGet() == OVER && state.compareAndSet(OVER, OVER | LEFT)) {
            pipes.left(this);
        }
    }

    /// Closes it here. Without effect if that was done.
    ///
    /// @param how for messages: `closed by …`
    void close(String how) {
        if (!tryEnter()) {
            return;
        }
        try {
            if (ending == null) {
                ending = how;
            }
            int now = state.get();
            while (now >= 0 && !state.compareAndSet(now, now | OVER)) {
                now = state.get();
            }
            memory.wakeAll();
        } finally {
            leave();
        }
    }

    /// Returns the exception for who comes too late.
    ClosedException closed() {
        return new ClosedException("%s is %s".formatted(this, ending));
    }

    /// Tells what it means that memory is not there any more.
    RuntimeException explain(IllegalStateException e) {
        return tree.isClosing()
                ? new ClosedException("%s is closed, as %s has ended".formatted(this, tree))
                : e;
    }

    /// Returns whether the other end is gone. For a thread that is in this one: as long as this
    /// process holds it, the pipe's cell stays.
    boolean isOtherGone() {
        return memory.cell().end(1 - number).isGone();
    }

    /// Tells what became of the other end, which is gone. For a thread that is in this one.
    String describeOther() {
        return "the other end of pipe '%s' was %s"
                .formatted(name, memory.cell().end(1 - number).describeLeaver());
    }

    /// Returns whether the other end is gone because who had it died. For a thread that is in this
    /// one.
    boolean hasOtherDied() {
        return memory.cell().end(1 - number).hasDied();
    }

    /// Describes it for messages.
    @Override
    public String toString() {
        return "the %s end of pipe '%s'".formatted(number == 0 ? "first" : "second", name);
    }
}
