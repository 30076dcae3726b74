package dev.brood.local.manager;

import dev.brood.Brood;
import dev.brood.ClosedException;
import dev.brood.ManagerDiedException;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// The connection of this process to one manager: made by the first call, shared by all threads,
/// ended for good when the server has ended.
final class Link {
    private static final String LOCAL = Brood.class.getPackageName();

    private final Address address;
    private final Way way;
    private final Calls calls = new Calls(this);
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, WeakReference<Proxied>> proxies = new HashMap<>(); // guarded by itself
    private final Root root;
    private @Nullable Wire made; // guarded by this
    private volatile @Nullable Wire wire;
    private volatile @Nullable RuntimeException end;

    /// What the manager's owner knows of the end of its server.
    private volatile @Nullable Ending ending;

    /// Explains why a server has ended.
    interface Ending {
        /// Explains the end.
        ///
        /// @param died whether it has left its end of the wire without closing it
        /// @return null if that is not known
        @Nullable RuntimeException explain(boolean died);
    }

    Link(Address address, Way way) {
        this.address = address;
        this.way = way;
        this.root = (Root) Proxies.make(RemoteInvoker.ofServer(this, List.of(Root.class)));
    }

    void setEnding(Ending known) {
        ending = known;
    }

    Address address() {
        return address;
    }

    /// Returns whether the server is in another program's tree.
    boolean isRemote() {
        return way.trust().isRemote();
    }

    /// Returns whether the client makes a new one when it is lost.
    boolean isReplaced() {
        return way.isReplaced();
    }

    Calls calls() {
        return calls;
    }

    /// Returns the server's own object.
    Invoker root() {
        return ((Proxied) root).invoker();
    }

    Root rootProxy() {
        return root;
    }

    /// Encodes a call.
    ///
    /// @throws dev.brood.EncodingException if an argument can't travel; nothing was sent
    Payload encode(long object, Signature signature, @Nullable Object[] arguments) {
        @Nullable Object[] sent = isRemote() ? named(arguments) : arguments;
        Object before = Passing.set(this);
        try {
            return Frame.call(
                    ids.incrementAndGet(),
                    object,
                    signature.key(),
                    Thread.currentThread().threadId(),
                    sent);
        } finally {
            Passing.set(before);
        }
    }

    /// Returns arguments with what the server knows own proxies by.
    private @Nullable Object[] named(@Nullable Object[] arguments) {
        @Nullable Object[] named = arguments.clone();
        for (int i = 0; i < named.length; i++) {
            if (named[i] instanceof Proxied proxied
                    && proxied.invoker().address().tree() == address.tree()) {
                named[i] = named(proxied.invoker());
            }
        }
        return named;
    }

    private RemoteObject named(Invoker invoker) {
        RemoteInvoker own =
                switch (invoker) {
                    case RemoteInvoker remote -> remote;
                    case LastingInvoker lasting -> lasting.through(this);
                    default -> throw new IllegalStateException(invoker.name() + " stays here");
                };
        if (!own.link().equals(this)) {
            throw own.ended();
        }
        return new RemoteObject(own.object(), List.of());
    }

    /// Returns the result of a call.
    ///
    /// @throws Throwable what the object threw, or why there is none
    @Nullable Object value(Pending call) throws Throwable {
        Payload reply = call.reply();
        if (reply == null) {
            throw again(Objects.requireNonNull(call.failure()));
        }
        Object before = Passing.set(this);
        Object value;
        try {
            value = Frame.value(reply, way.trust());
            value = isRemote() ? withProxies(value) : value;
        } finally {
            Passing.set(before);
        }
        if (Frame.kind(reply) == Frame.VALUE) {
            return value;
        }
        throw value instanceof Throwable failure
                ? withOwnStack(failure)
                : new IllegalStateException("a failure that is none: " + value);
    }

    private @Nullable Object withProxies(@Nullable Object value) {
        if (value instanceof Object[] several) {
            for (int i = 0; i < several.length; i++) {
                if (several[i] instanceof RemoteObject object) {
                    several[i] = proxy(object);
                }
            }
            return several;
        }
        return value instanceof RemoteObject object ? proxy(object) : value;
    }

    private Object proxy(RemoteObject named) {
        return proxy(named.object(), way.trust().faces(named.faces()));
    }

    /// Adds to the stack of the server that of the caller.
    private Throwable withOwnStack(Throwable failure) {
        StackTraceElement[] there = failure.getStackTrace();
        StackTraceElement[] here = new Throwable().getStackTrace();
        int first = 0;
        while (first < here.length && here[first].getClassName().startsWith(LOCAL + ".local.")) {
            first++;
        }
        StackTraceElement[] both = new StackTraceElement[there.length + 1 + here.length - first];
        System.arraycopy(there, 0, both, 0, there.length);
        both[there.length] =
                new StackTraceElement(LOCAL + ".Manager", "call of " + address, null, -1);
        System.arraycopy(here, first, both, there.length + 1, here.length - first);
        failure.setStackTrace(both);
        return failure;
    }

    private static RuntimeException again(RuntimeException failure) {
        RuntimeException copy =
                switch (failure) {
                    case ManagerDiedException died ->
                            new ManagerDiedException(
                                    died.manager(), died.pid(), died.exitStatus().orElse(null));
                    case ClosedException closed ->
                            new ClosedException(String.valueOf(closed.getMessage()));
                    default -> failure;
                };
        return copy;
    }

    /// Returns the proxy of an object, of which a reference has come.
    Proxied proxy(long object, List<Class<?>> faces) {
        Proxied proxy;
        synchronized (proxies) {
            WeakReference<Proxied> known = proxies.get(object);
            proxy = known == null ? null : known.get();
            if (proxy == null) {
                proxy = (Proxied) Proxies.make(RemoteInvoker.ofObject(this, object, faces));
                proxies.put(object, new WeakReference<>(proxy));
            }
            ((RemoteInvoker) proxy.invoker()).granted();
        }
        if (!this.equals(Passing.current())) {
            note(Frame.ACQUIRE, object, 0);
        }
        return proxy;
    }

    /// Told when a proxy is garbage.
    void release(long object, long count) {
        synchronized (proxies) {
            WeakReference<Proxied> known = proxies.get(object);
            if (known != null && known.get() == null) {
                proxies.remove(object);
            }
        }
        if (count > 0 && wire != null) {
            note(Frame.RELEASE, object, count);
        }
    }

    /// Sends a note. Without effect if the server has ended.
    void note(byte kind, long what, long number) {
        if (end == null) {
            boolean _ = send(Frame.note(kind, what, number));
        }
    }

    /// Sends a message.
    ///
    /// @return false if the server has ended; [#end()] says how
    boolean send(Payload message) {
        Wire used = null;
        try {
            used = wire();
            return used.send(message, true);
        } catch (IOException e) {
            if (used != null) {
                calls.receiveRest(); // what it has answered is not lost to others
            }
            fail(e);
            return false;
        } catch (ClosedException e) {
            fail(e);
            return false;
        }
    }

    private Wire wire() throws IOException {
        Wire present = wire;
        return present != null ? present : connect();
    }

    private synchronized Wire connect() throws IOException {
        Wire present = made;
        if (present != null) {
            return present;
        }
        Wire ready = way.open();
        made = ready;
        wire = ready;
        return ready;
    }

    Payload receive() throws IOException, InterruptedException {
        return wire().receive();
    }

    @Nullable Payload poll() throws IOException {
        return wire().poll();
    }

    /// Returns why there can be no more calls.
    ///
    /// @return null if there can
    @Nullable RuntimeException end() {
        return end;
    }

    /// Returns whether calls would fail, as far as is known.
    boolean isLost() {
        Wire used = wire;
        return end != null || (used != null && used.isGone());
    }

    /// Gives back what a link has that is at its end, if no call is under way: a reply may still
    /// lie in the wire.
    ///
    /// @return whether it is at its end
    boolean bury() {
        boolean over = wire == null ? way.isOver() : isLost();
        if (!over || !calls.isIdle()) {
            return false;
        }
        fail(new EOFException("the server has ended"));
        Wire used = wire;
        if (used != null) {
            used.close();
        }
        return true;
    }

    RuntimeException requireEnd() {
        return again(Objects.requireNonNull(end));
    }

    /// Ends the connection, as something has happened to the wire.
    void fail(Exception cause) {
        RuntimeException why;
        synchronized (this) {
            why = end;
            if (why == null) {
                why = explain(cause);
                end = why;
            }
        }
        calls.failAll(why);
    }

    private RuntimeException explain(Exception cause) {
        Wire used = made;
        boolean died = cause instanceof IOException && used != null && used.hasPeerDied();
        Ending known = ending;
        RuntimeException explained = known == null ? null : known.explain(died);
        return explained != null ? explained : way.explain(cause, died);
    }

    /// Ends it here.
    void close(RuntimeException why) {
        synchronized (this) {
            if (end == null) {
                end = why;
            }
        }
        Wire used = wire;
        if (used != null) {
            used.close();
        }
        calls.failAll(why);
    }
}
