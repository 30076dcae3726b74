package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.local.channel.Payload;
import dev.brood.local.os.CrashPoint;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/// A call of a client, from its arrival to its reply.
///
/// It is carried out in the thread that reads it if it is quick, or has been so, see [Reader] and
/// [Pace]; or if it was tried and did not have to wait. Else in a virtual thread. If its object has
/// a strand, it has its turn there.
final class ServerCall {
    /// What joining arrays may add to a reply.
    private static final long SLACK = 1024;

    private final Session session;
    private final Payload message;
    private final long id;
    private final Caller caller;
    private @Nullable Served served;

    private @Nullable Thread runner; // guarded by this
    private boolean cancelled; // guarded by this
    private @Nullable Future<?> result; // guarded by this

    ServerCall(Session session, Payload message) {
        this.session = session;
        this.message = message;
        this.id = Frame.id(message);
        this.caller = new Caller(session, Frame.thread(message));
    }

    long id() {
        return id;
    }

    boolean isOf(Served object) {
        return object.equals(served);
    }

    /// Carries it out, or has it carried out.
    void begin(ObjectTable table, Reader reader) {
        CrashPoint.reach("manager.call.taken");
        Served object;
        Signature method;
        @Nullable Object[] given;
        Object before = Passing.set(session);
        try {
            object = table.get(Frame.object(message));
            method = object.method(Frame.method(message));
            session.trust().check(object, method);
            given = Frame.arguments(message, method.parameters(), session.trust());
            for (int i = 0; i < given.length; i++) {
                if (given[i] instanceof RemoteObject(long number, _)) {
                    given[i] = table.get(number).proxy();
                }
            }
        } catch (Throwable e) { // decoding runs code of the user's
            fail(e);
            return;
        } finally {
            Passing.set(before);
        }
        served = object;
        if (method.isQuick()) {
            carryOut(object, method, given);
        } else if (method.isAttempted()) {
            if (!attempt(object, method, given) && isLetBegin()) {
                var _ = Thread.startVirtualThread(() -> run(object, method, given));
            }
        } else if (isLetBegin()) {
            Pace pace = object.pace(method);
            if (pace.isSlow()) {
                handOver(object, method, given, pace);
            } else {
                reader.begin(pace);
                carryOut(object, method, given);
                reader.end();
            }
        }
    }

    private boolean isLetBegin() {
        try {
            session.began(this);
            return true;
        } catch (RejectedExecutionException e) {
            fail(e);
            return false;
        }
    }

    /// Carries it out in this thread, when it is its turn.
    private void carryOut(Served object, Signature method, @Nullable Object[] given) {
        Strand strand = object.strand();
        if (strand == null) {
            run(object, method, given);
        } else {
            session.queued();
            strand.execute(() -> runInTurn(object, method, given), true);
        }
    }

    private void runInTurn(Served object, Signature method, @Nullable Object[] given) {
        try {
            run(object, method, given);
        } finally {
            session.unqueued();
        }
    }

    /// Has it carried out in another thread.
    private void handOver(Served object, Signature method, @Nullable Object[] given, Pace pace) {
        Runnable task =
                () -> {
                    long start = System.nanoTime();
                    run(object, method, given);
                    pace.took(System.nanoTime() - start);
                };
        Strand strand = object.strand();
        if (strand == null) {
            var _ = Thread.startVirtualThread(task);
        } else {
            session.queued();
            strand.execute(
                    () -> {
                        task.run();
                        session.unqueued();
                    },
                    false);
        }
    }

    private boolean attempt(Served object, Signature method, @Nullable Object[] given) {
        if (!(object.target() instanceof Attempting attempting)) {
            return false;
        }
        Caller.set(caller);
        try {
            Object value = attempting.attempt(method.method().getName(), given);
            if (Attempting.isLater(value)) {
                return false;
            }
            succeed(object, method, given, value);
        } catch (Throwable e) {
            fail(e);
        } finally {
            Caller.set(null);
        }
        return true;
    }

    private void run(Served object, Signature method, @Nullable Object[] given) {
        Caller.set(caller);
        try {
            object.requireOpen();
            enter();
            Object value;
            try {
                value = object.callAndShare(method, given);
            } finally {
                leave();
            }
            CrashPoint.reach("manager.call.done");
            if (value instanceof Future<?> future && method.isAsynchronous()) {
                await(future);
            } else {
                succeed(object, method, given, value);
            }
        } catch (Throwable e) {
            fail(object.isClosed() ? new ClosedException(object + " was closed") : e);
        } finally {
            Caller.set(null);
        }
    }

    private synchronized void enter() {
        runner = Thread.currentThread();
        if (cancelled) {
            runner.interrupt();
        }
    }

    private synchronized void leave() {
        runner = null;
        boolean _ = Thread.interrupted(); // it was for this call
    }

    /// Interrupts it.
    synchronized void cancel() {
        cancelled = true;
        if (runner != null) {
            runner.interrupt();
        }
        if (result != null) {
            result.cancel(true);
        }
    }

    private void await(Future<?> future) throws Exception {
        if (!(future instanceof CompletionStage<?> stage)) {
            throw new UnsupportedOperationException(
                    "a method that is called from elsewhere may return a CompletableFuture, not a "
                            + future.getClass().getName());
        }
        boolean isCancelled;
        synchronized (this) {
            result = future;
            isCancelled = cancelled;
        }
        if (isCancelled) {
            future.cancel(true);
        }
        var _ =
                stage.whenComplete((value, failure) -> {
                    if (failure == null) {
                        sendValue(value);
                    } else {
                        fail(failure);
                    }
                });
    }

    private void succeed(
            Served object, Signature method, @Nullable Object[] given, @Nullable Object value) {
        if (!sendValue(object.share(method, value)) && object.target() instanceof Undoing undoing) {
            undoing.undo(method.method().getName(), given, value);
        }
    }

    private boolean sendValue(@Nullable Object value) {
        if (!session.isListening()) {
            session.ended(this);
            return false;
        }
        Payload reply;
        try {
            reply = encode(Frame.VALUE, value);
        } catch (RuntimeException e) {
            fail(e);
            return true;
        }
        session.ended(this);
        return session.reply(reply);
    }

    private void fail(Throwable failure) {
        session.ended(this);
        if (!session.isListening()) {
            return;
        }
        Payload reply;
        try {
            reply = encode(Frame.FAILURE, failure);
        } catch (EncodingException e) { // it is too long for the client
            reply = encode(Frame.FAILURE, e);
        }
        boolean _ = session.reply(reply);
    }

    /// Returns a reply with what a client of another program knows proxies by, which may be it or,
    /// as in the steps of an iteration, elements of it.
    private @Nullable Object named(@Nullable Object value) {
        if (value == null || value.getClass() != Object[].class) {
            return nameOf(value);
        }
        @Nullable Object[] named = ((@Nullable Object[]) value).clone();
        for (int i = 0; i < named.length; i++) {
            named[i] = nameOf(named[i]);
        }
        return named;
    }

    private @Nullable Object nameOf(@Nullable Object value) {
        if (!(value instanceof Proxied proxied && proxied.invoker() instanceof Served own)) {
            return value;
        }
        if (!Trust.mayLeave(own)) {
            throw new EncodingException(
                    own + " is for processes of the manager's own tree alone", null);
        }
        session.grant(own);
        return new RemoteObject(own.object(), own.faces().stream().map(Class::getName).toList());
    }

    private Payload encode(byte kind, @Nullable Object value) {
        Object before = Passing.set(session);
        try {
            Payload reply =
                    Frame.reply(kind, id, session.trust().isRemote() ? named(value) : value);
            if (reply.bytes() + SLACK > session.longestReply()) {
                throw new EncodingException(
                        "the reply has %,d bytes, the client receives %,d at most: ask for less at once, or connect with a larger maxMessage"
                                .formatted(reply.bytes(), session.longestReply()),
                        null);
            }
            return reply;
        } finally {
            Passing.set(before);
        }
    }
}
