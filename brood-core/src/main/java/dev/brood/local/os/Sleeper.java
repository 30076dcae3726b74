package dev.brood.local.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.brood.local.os.OperatingSystem.Watched;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.List;
import java.util.Set;

/// One platform thread's futex waits, and what makes them interruptible.
///
/// `Thread.interrupt` does not end a system call. But it does call the `wakeup` method of a
/// selector between whose `begin` and `end` the thread is ([AbstractSelector#begin()]), and that is
/// all this class is a selector for: `wakeup` wakes the futex.
///
/// No interrupt is lost. The thread sets [#episode] odd before it looks at its interrupted status
/// and enters the kernel, and even when it is back. The interrupter sets the status first, and then
/// wakes again and again while the episode lasts: so either the thread saw the status and did not
/// enter, or one of the wakes comes after it went to sleep. The wakes reach everyone who sleeps on
/// that word; they look again and go back to sleep.
final class Sleeper extends AbstractSelector {
    private static final ThreadLocal<Sleeper> SLEEPERS = ThreadLocal.withInitial(Sleeper::new);
    private static final VarHandle EPISODE;
    private static final long SECOND = 1_000_000_000;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int WAITV_BYTES = 24;
    private static final int FUTEX2_SIZE_U32 = 2;

    static {
        try {
            EPISODE = MethodHandles.lookup().findVarHandle(Sleeper.class, "episode", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// `struct timespec`, then the captured error number.
    private final MemorySegment memory = Arena.ofAuto().allocate(24, 8);

    private final MemorySegment errno = memory.asSlice(16, 8);
    private final Thread thread = Thread.currentThread();

    /// Odd while the thread is about to sleep or sleeps. Written by [#thread] only.
    @SuppressWarnings("unused") // by EPISODE
    private volatile long episode;

    /// The address slept on; published by [#episode].
    private long address;

    private Sleeper() {
        super(null);
    }

    /// Returns the calling thread's, which must be a platform thread.
    static Sleeper ofThisThread() {
        return SLEEPERS.get();
    }

    /// Sleeps while the word at an address has a value; see [OperatingSystem#await].
    void sleep(int futex, long address, int expected, long nanos, boolean interruptible) {
        memory.set(JAVA_LONG, 0, nanos / SECOND);
        memory.set(JAVA_LONG, 8, nanos % SECOND);
        if (!interruptible) {
            waitInKernel(futex, address, expected);
            return;
        }
        long odd = beginEpisode(address);
        try {
            if (!thread.isInterrupted()) {
                waitInKernel(futex, address, expected);
            }
        } finally {
            endEpisode(odd);
        }
    }

    /// Sleeps while each of several words has its value; see [OperatingSystem#awaitAny].
    ///
    /// @return false if the kernel can't do that; then it has not slept
    boolean sleepAny(SystemCalls calls, List<Watched> words, long nanos, boolean interruptible) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vector = vector(arena, words);
            setDeadline(calls, nanos);
            if (!interruptible) {
                return waitForAny(calls, vector, words.size());
            }
            Watched first = words.getFirst();
            long odd = beginEpisode(first.segment().address() + first.offset());
            try {
                return thread.isInterrupted() || waitForAny(calls, vector, words.size());
            } finally {
                endEpisode(odd);
            }
        }
    }

    /// Writes an array of `struct futex_waitv`: value, address (8 bytes each), flags, reserved.
    private static MemorySegment vector(Arena arena, List<Watched> words) {
        MemorySegment vector = arena.allocate((long) words.size() * WAITV_BYTES, 8);
        for (int i = 0; i < words.size(); i++) {
            Watched word = words.get(i);
            long at = (long) i * WAITV_BYTES;
            vector.set(JAVA_LONG, at, word.expected() & 0xffff_ffffL);
            vector.set(JAVA_LONG, at + 8, word.segment().address() + word.offset());
            vector.set(JAVA_INT, at + 16, FUTEX2_SIZE_U32);
        }
        return vector;
    }

    /// Unlike a wait for one word, one for several takes a point in time.
    private void setDeadline(SystemCalls calls, long nanos) {
        LibC.call(calls.clockGettime(), CLOCK_MONOTONIC, memory.address(), 0, 0, 0, 0);
        long second = memory.get(JAVA_LONG, 0) + nanos / SECOND;
        long rest = memory.get(JAVA_LONG, 8) + nanos % SECOND;
        memory.set(JAVA_LONG, 0, second + rest / SECOND);
        memory.set(JAVA_LONG, 8, rest % SECOND);
    }

    private boolean waitForAny(SystemCalls calls, MemorySegment vector, int count) {
        long result =
                LibC.call(
                        errno,
                        calls.futexWaitv(),
                        vector.address(),
                        count,
                        0,
                        memory.address(),
                        CLOCK_MONOTONIC,
                        0);
        return result >= 0
                || switch (LibC.errno(errno)) {
                    case Errno.EAGAIN, Errno.EINTR, Errno.ETIMEDOUT, Errno.EFAULT -> true;
                    case Errno.ENOSYS, Errno.EPERM -> false;
                    default -> throw new SystemCallException("futex_waitv", LibC.errno(errno));
                };
    }

    private long beginEpisode(long address) {
        this.address = address;
        long odd = episode + 1;
        EPISODE.setVolatile(this, odd);
        begin();
        return odd;
    }

    private void endEpisode(long odd) {
        EPISODE.setVolatile(this, odd + 1);
        end();
    }

    private void waitInKernel(int futex, long address, int expected) {
        long result =
                LibC.call(
                        errno,
                        futex,
                        address,
                        LinuxKernel.FUTEX_WAIT,
                        expected,
                        memory.address(),
                        0,
                        0);
        if (result != 0) {
            switch (LibC.errno(errno)) {
                // EFAULT: the segment was closed by another thread; the caller finds out.
                case Errno.EAGAIN, Errno.EINTR, Errno.ETIMEDOUT, Errno.EFAULT -> {}
                default -> throw new SystemCallException("futex wait", LibC.errno(errno));
            }
        }
    }

    /// Called by whoever interrupts the thread, after its interrupted status was set; and by the
    /// thread itself if it had been set before.
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // only how soon it wakes again depends on the yield
    public Selector wakeup() {
        if (thread.equals(Thread.currentThread())) {
            return this;
        }
        long now = episode;
        while ((now & 1) == 1 && episode == now) {
            LinuxKernel.INSTANCE.wake(address, Integer.MAX_VALUE);
            Thread.yield();
        }
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(
            AbstractSelectableChannel channel, int operations, @Nullable Object attachment) {
        throw notASelector();
    }

    @Override
    public Set<SelectionKey> keys() {
        throw notASelector();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw notASelector();
    }

    @Override
    public int selectNow() {
        throw notASelector();
    }

    @Override
    public int select(long timeout) {
        throw notASelector();
    }

    @Override
    public int select() {
        throw notASelector();
    }

    private static UnsupportedOperationException notASelector() {
        return new UnsupportedOperationException("a selector only in name: it wakes a futex");
    }
}
