package dev.brood.local.manager;

import dev.brood.local.channel.Payload;
import dev.brood.local.os.CrashPoint;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The calls of a process to one manager that are under way.
///
/// There is no thread that receives the replies and wakes those who wait for them: it would cost
/// each call a second wake-up. One of those who wait *leads*: it receives, for the others too,
/// until it has its own reply, and then has another lead. Only futures are completed by a thread of
/// their own, a [Completer], which leads as long as there are any and waits for its turn as others
/// do.
///
/// Nobody is forgotten: a thread that finds another leading puts itself into the queue of those who
/// wait, looks once more whether the lead is free, and only then parks; who gives up the lead looks
/// into the queue after that.
final class Calls {
    private final Link link;
    private final ReentrantLock lead = new ReentrantLock();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
    private final Completer completer;

    Calls(Link link) {
        this.link = link;
        this.completer = new Completer(link, this);
    }

    /// Makes a call and waits for its reply.
    ///
    /// @param isInterruptible whether an interrupt of this thread is one of the call; else it is
    ///   kept until after
    /// @throws Throwable what the object threw, or why the call was not answered
    @Nullable Object make(Payload call, boolean isInterruptible) throws Throwable {
        if (isInterruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
        Pending own = Pending.waitedFor(Frame.id(call));
        send(own, call);
        boolean interrupted = await(own, isInterruptible);
        try {
            return link.value(own);
        } catch (InterruptedException e) {
            interrupted &= !isInterruptible; // this is what came of it
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Makes a call without waiting.
    CompletableFuture<@Nullable Object> begin(Payload call) {
        long id = Frame.id(call);
        CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
        send(Pending.completing(id, future), call);
        completer.wake();
        var _ =
                future.whenComplete((_, _) -> {
                    if (future.isCancelled()) {
                        link.note(Frame.CANCEL, id, 0);
                    }
                });
        return future;
    }

    private void send(Pending call, Payload message) {
        boolean completes = call.future != null;
        if (completes) {
            completer.expectOne();
        }
        pending.put(call.id, call);
        RuntimeException end = link.end();
        boolean sent = false;
        try {
            sent = end == null && link.send(message);
        } finally {
            // If it is there no more, it was failed with all others, and is the completer's.
            if (!sent && pending.remove(call.id, call) && completes) {
                completer.expectOneLess();
            }
        }
        if (!sent) {
            throw link.requireEnd();
        }
        CrashPoint.reach("manager.call.sent");
    }

    /// Waits until a call is answered.
    ///
    /// @return whether this thread was interrupted meanwhile
    private boolean await(Pending own, boolean isInterruptible) {
        boolean interrupted = false;
        while (!own.isDone()) {
            boolean now = false;
            if (lead.tryLock()) {
                try {
                    while (!own.isDone()) {
                        receive();
                    }
                } catch (InterruptedException _) {
                    now = true;
                } finally {
                    lead.unlock();
                }
            } else {
                waiting.add(own);
                if (lead.isLocked() && !own.isDone()) {
                    LockSupport.park(this);
                }
                waiting.remove(own);
                now = Thread.interrupted();
            }
            if (now && !interrupted && isInterruptible) {
                link.note(Frame.CANCEL, own.id, 0);
            }
            interrupted |= now;
        }
        passOnLead();
        return interrupted;
    }

    /// Has another receive, if one waits and nobody does.
    private void passOnLead() {
        while (!lead.isLocked()) {
            Pending next = waiting.poll();
            if (next == null) {
                completer.wake();
                return;
            }
            if (!next.isDone()) {
                LockSupport.unpark(next.waiter);
                return;
            }
        }
    }

    /// Returns whether no call is under way.
    boolean isIdle() {
        return pending.isEmpty();
    }

    boolean isLed() {
        return lead.isLocked();
    }

    /// Receives one reply. With the lead.
    private void receive() throws InterruptedException {
        try {
            deliver(link.receive());
        } catch (IOException | RuntimeException e) {
            link.fail(e);
        }
    }

    /// Receives replies for the completer, if nobody else leads: waits for one, and takes what else
    /// is there.
    ///
    /// @param most how many at most
    void receiveSome(int most) throws InterruptedException {
        if (!lead.tryLock()) {
            return;
        }
        try {
            if (!completer.isExpecting()) {
                return;
            }
            receive();
            for (int i = 1; i < most && link.end() == null; i++) {
                Payload next = link.poll();
                if (next == null) {
                    break;
                }
                deliver(next);
            }
        } catch (IOException | RuntimeException e) {
            link.fail(e);
        } finally {
            lead.unlock();
            passOnLead();
        }
    }

    /// Receives all that is left in a wire over which nothing can be sent any more: replies to
    /// calls of other threads, which have not come to receive them. Waits for who leads, but that
    /// is not long: the wire is at its end.
    void receiveRest() {
        boolean interrupted = false;
        boolean more = true;
        lead.lock();
        try {
            while (more) {
                try {
                    deliver(link.receive());
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (IOException | RuntimeException _) {
                    more = false;
                }
            }
        } finally {
            lead.unlock();
            passOnLead();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void deliver(Payload reply) {
        Pending call = pending.remove(Frame.id(reply));
        if (call != null) {
            call.answer(reply);
            if (call.future != null) {
                completer.add(call);
            }
        }
    }

    /// Fails all that are under way. The link has its end by now.
    void failAll(RuntimeException why) {
        for (Pending call : List.copyOf(pending.values())) {
            if (pending.remove(call.id, call)) {
                call.fail(why);
                if (call.future != null) {
                    completer.add(call);
                }
            }
        }
        completer.wake();
    }
}
