package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.codec.Reference;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Cleaner;
import java.lang.reflect.Array;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Sends the calls of a proxy to the server. When it is garbage, and so the proxy, the server is
/// told so.
final class RemoteInvoker implements Invoker {
    private static final Cleaner CLEANER = Cleaner.create();

    /// The number of the server's own object.
    private static final long SERVER = 0;

    private final Link link;
    private final long object;
    private final List<Class<?>> faces;
    private final AtomicLong grants = new AtomicLong();
    private final AtomicBoolean passed = new AtomicBoolean();

    private RemoteInvoker(Link link, long object, List<Class<?>> faces) {
        this.link = link;
        this.object = object;
        this.faces = faces;
    }

    /// Makes the one of the server's own object. Nobody is told when it is garbage: its link has
    /// it, so that what the cleaner has, which refers to the link, would keep both for ever.
    static RemoteInvoker ofServer(Link link, List<Class<?>> faces) {
        return new RemoteInvoker(link, SERVER, faces);
    }

    /// Makes the one of an object, whose link must refer to it weakly only.
    static RemoteInvoker ofObject(Link link, long object, List<Class<?>> faces) {
        RemoteInvoker made = new RemoteInvoker(link, object, faces);
        AtomicLong count = made.grants; // what the cleaner has must not refer to the invoker
        var _ = CLEANER.register(made, () -> link.release(object, count.get()));
        return made;
    }

    Link link() {
        return link;
    }

    /// Returns why there can be no calls any more, as the link has ended while the manager goes on.
    ClosedException ended() {
        return new ClosedException(
                "%s was made or found through a connection to %s that was lost, and ended with it; pin what is to last, and find it by its name"
                        .formatted(name(), address()));
    }

    /// Counts a reference that this process has got.
    void granted() {
        grants.incrementAndGet();
    }

    @Override
    public @Nullable Object invoke(Signature signature, @Nullable Object[] arguments)
            throws Throwable {
        if (link.isReplaced() && link.isLost()) {
            throw ended();
        }
        try {
            Payload call = link.encode(object, signature, arguments);
            OneCall scope = OneCall.current();
            if (scope != null) {
                scope.made(() -> link.calls().begin(call));
                return nothing(signature.method().getReturnType());
            }
            if (!signature.isAsynchronous()) {
                return link.calls().make(call, signature.isInterruptible());
            }
            return later(call);
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
            java.lang.ref.Reference.reachabilityFence(arguments);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
    private Object later(Payload call) {
        CompletableFuture<?> future = link.calls().begin(call);
        return future;
    }

    private static @Nullable Object nothing(Class<?> type) {
        return type.isPrimitive() && type != void.class
                ? Array.get(Array.newInstance(type, 1), 0)
                : null;
    }

    @Override
    public Reference reference() {
        if (link.isRemote()) {
            throw new IllegalStateException(
                    "%s is an object of %s, which this program has connected to, and can't travel; connect where it is needed, and find it by its name"
                            .formatted(name(), link.address()));
        }
        if (!link.equals(Passing.current()) && passed.compareAndSet(false, true)) {
            link.note(Frame.PASSED, object, 0);
        }
        return new ProxyReference(address(), object, faces);
    }

    @Override
    public long object() {
        return object;
    }

    @Override
    public Address address() {
        return link.address();
    }

    @Override
    public List<Class<?>> faces() {
        return faces;
    }

    @Override
    public boolean isClosed() {
        try {
            return link.rootProxy().isClosed(object);
        } catch (dev.brood.BroodException _) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            link.rootProxy().close(object);
        } catch (dev.brood.ClosedException | dev.brood.ManagerDiedException _) {
            // So it is closed.
        }
    }
}
