package dev.brood.local.manager;

import dev.brood.AuthenticationException;
import dev.brood.ClosedException;
import dev.brood.local.net.Backoff;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The links to one manager of another program, one after the other: calls go through the last one.
/// When that is lost, the first call that needs it has a thread dial, and waits with all others
/// until there is a new one, each up to the limit. Nobody dials when nobody calls.
///
/// | state | `link` | `dialing` | a call |
/// |---|---|---|---|
/// | linked | has no end | null | goes through |
/// | lost | has ended | null | begins to dial, and waits |
/// | dialing | has ended | a thread | waits |
/// | closed | has ended | null | fails |
final class Redial {
    /// Makes a link, in one attempt.
    interface Dial {
        Link dial() throws IOException, InterruptedException;
    }

    private final Dial dial;
    private final Duration patience;
    private final Root root = (Root) Proxies.make(new LastingRoot(this));
    private final Map<String, WeakReference<Proxied>> found = new HashMap<>(); // guarded by itself

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Link link; // written with the lock
    private volatile @Nullable String closed; // written with the lock; why
    private @Nullable Thread dialing; // guarded by lock
    private long until; // guarded by lock; when nobody waits any more
    private int refusals; // guarded by lock
    private String reason = ""; // guarded by lock; why the last attempt failed

    Redial(Link first, Dial dial, Duration patience) {
        this.link = first;
        this.dial = dial;
        this.patience = patience;
    }

    /// Returns the last link, whether or not it has ended.
    Link last() {
        return link;
    }

    Root root() {
        return root;
    }

    Duration patience() {
        return patience;
    }

    boolean isClosed() {
        return closed != null;
    }

    /// Returns a link that has not ended as far as is known, waiting for one up to the limit.
    ///
    /// @param isInterruptible whether an interrupt ends the wait; else it is kept
    /// @throws ClosedException if there is none in time, or this is closed
    /// @throws InterruptedException if interrupted
    Link current(boolean isInterruptible) throws InterruptedException {
        Link present = link;
        return present.isLost() ? next(isInterruptible) : present;
    }

    private Link next(boolean isInterruptible) throws InterruptedException {
        long deadline = Deadline.after(patience);
        boolean interrupted = false;
        lock.lock();
        try {
            int before = refusals;
            while (link.isLost()) {
                throwIfClosed();
                long left = Deadline.remaining(deadline);
                if (left <= 0 || refusals != before) {
                    throw unreachable();
                }
                dialUntil(deadline);
                try {
                    long _ = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    if (isInterruptible) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
            return link;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void throwIfClosed() {
        String why = closed;
        if (why != null) {
            throw new ClosedException(why);
        }
    }

    private ClosedException unreachable() {
        return new ClosedException(
                "the connection to %s was lost, and could not be made again within %s: %s; the call was not made"
                        .formatted(link.address(), patience, reason));
    }

    private void dialUntil(long deadline) {
        until = dialing == null ? deadline : Math.max(until, deadline);
        if (dialing == null) {
            dialing = Thread.ofVirtual().name("brood-manager-redial").start(this::dialOn);
        }
    }

    /// Dials until there is a link, or nobody waits any more.
    private void dialOn() {
        Backoff pauses = new Backoff();
        try {
            while (true) {
                try {
                    if (hasTaken(dial.dial())) {
                        return;
                    }
                } catch (AuthenticationException | ProtocolException e) {
                    refuse(e); // the next answer would be the same
                    return;
                } catch (IOException | RuntimeException e) {
                    if (isOver(e)) {
                        return;
                    }
                }
                TimeUnit.NANOSECONDS.sleep(pauses.nextNanos());
            }
        } catch (InterruptedException _) {
            // It is closed.
        } catch (Throwable e) { // whatever it was: those who wait are to know
            refuse(e);
        }
    }

    /// @return false if it has ended already
    private boolean hasTaken(Link next) {
        Link before;
        lock.lock();
        try {
            before = link;
            if (closed != null) {
                before = next;
            } else if (next.isLost()) {
                reason = "it was lost again at once";
                return false;
            } else {
                link = next;
            }
            dialing = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        before.close(new ClosedException("the connection to " + before.address() + " was lost"));
        return true;
    }

    /// Takes note of a failure.
    ///
    /// @return whether nobody waits any more
    private boolean isOver(Exception failure) {
        lock.lock();
        try {
            reason = String.valueOf(failure.getMessage());
            boolean over = Deadline.remaining(until) <= 0;
            if (over) {
                dialing = null;
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    private void refuse(Throwable failure) {
        lock.lock();
        try {
            reason = String.valueOf(failure.getMessage());
            refusals++;
            dialing = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Finds an object by its name.
    ///
    /// @return a proxy that finds it again when the link was lost
    Object find(String name) {
        Proxied now = (Proxied) root.find(name);
        RemoteInvoker invoker = (RemoteInvoker) now.invoker();
        synchronized (found) {
            found.values().removeIf(each -> each.get() == null);
            WeakReference<Proxied> known = found.get(name);
            Proxied proxy = known == null ? null : known.get();
            if (proxy != null && ((LastingInvoker) proxy.invoker()).isStill(invoker)) {
                return proxy;
            }
            Proxied made = (Proxied) Proxies.make(new LastingInvoker(this, name, now));
            found.put(name, new WeakReference<>(made));
            return made;
        }
    }

    /// Ends it here, those who wait for a link too.
    void close(String why) {
        Link present;
        lock.lock();
        try {
            if (closed != null) {
                return;
            }
            closed = why;
            present = link;
            if (dialing != null) {
                dialing.interrupt();
                dialing = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        present.close(new ClosedException(why));
    }

    /// Returns the interfaces of the server's own object.
    static List<Class<?>> rootFaces() {
        return List.of(Root.class);
    }
}
