package dev.brood.local.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
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
        memory.set(JAVA_LONG, 0, nanos / 1_000_000_000);
        memory.set(JAVA_LONG, 8, nanos % 1_000_000_000);
        if (!interruptible) {
            waitInKernel(futex, address, expected);
            return;
        }
        this.address = address;
        long odd = episode + 1;
        EPISODE.setVolatile(this, odd);
        begin();
        try {
            if (!thread.isInterrupted()) {
                waitInKernel(futex, address, expected);
            }
        } finally {
            EPISODE.setVolatile(this, odd + 1);
            end();
        }
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
