package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.codec.Reference;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/// An object in the server, and how it is called.
final class Served implements Invoker {
    private final ObjectTable table;
    private final long object;
    private final Object target;
    private final List<Class<?>> faces;
    private final Map<Long, Signature> methods = new HashMap<>();
    private final Map<Long, Pace> paces = new ConcurrentHashMap<>();
    private final @Nullable Strand strand;
    private final Object proxy;
    private volatile boolean closed;

    Served(ObjectTable table, long object, Object target, List<Class<?>> faces) {
        this.table = table;
        this.object = object;
        this.target = target;
        this.faces = faces;
        this.strand = target instanceof Servant.Serial ? new Strand() : null;
        for (Class<?> face : faces) {
            for (Method method : face.getMethods()) {
                add(Signature.of(method));
            }
        }
        this.proxy = Proxies.make(this);
    }

    /// Of a method and the one it overrides, keeps the former.
    private void add(Signature signature) {
        Signature other = methods.get(signature.key());
        if (other == null
                || other.method()
                        .getDeclaringClass()
                        .isAssignableFrom(signature.method().getDeclaringClass())) {
            boolean _ = signature.method().trySetAccessible();
            methods.put(signature.key(), signature);
        }
    }

    Object target() {
        return target;
    }

    /// Returns the object by which things in the server refer to it, in place of the target.
    Object proxy() {
        return proxy;
    }

    /// Returns what carries out its calls one after the other, if it needs that.
    @Nullable Strand strand() {
        return strand;
    }

    /// Finds a method.
    ///
    /// @throws UnsupportedOperationException if it has no such method
    Signature method(long key) {
        Signature found = methods.get(key);
        if (found == null) {
            throw new UnsupportedOperationException(
                    "%s has no such method; it is shared as %s".formatted(name(), names()));
        }
        return found;
    }

    /// Returns what is known of how long a method takes.
    Pace pace(Signature signature) {
        return paces.computeIfAbsent(signature.key(), _ -> new Pace());
    }

    private List<String> names() {
        return faces.stream().map(Class::getName).toList();
    }

    void markClosed() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        table.close(this);
    }

    void requireOpen() {
        if (closed) {
            throw new ClosedException(name() + " was closed");
        }
    }

    /// Makes a call for one who is in the server.
    @Override
    public @Nullable Object invoke(Signature signature, @Nullable Object[] arguments)
            throws Throwable {
        requireOpen();
        return inTurn(() -> callAndShare(signature, arguments));
    }

    /// Returns what the object says of itself.
    String text() {
        try {
            return String.valueOf(inTurn(target::toString));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// What is done with the object.
    private interface Step {
        @Nullable Object take() throws Throwable;
    }

    /// Does something with the object for one who waits for it.
    private @Nullable Object inTurn(Step step) throws Throwable {
        if (strand == null || strand.isOwn()) {
            return step.take();
        }
        CompletableFuture<@Nullable Object> done = new CompletableFuture<>();
        Caller caller = Caller.current();
        strand.execute(
                () -> {
                    Caller.set(caller);
                    try {
                        done.complete(step.take());
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    } finally {
                        Caller.set(null);
                    }
                },
                false);
        try {
            return done.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        }
    }

    /// Makes a call in this thread, and shares what is to stay here.
    @Nullable Object callAndShare(Signature signature, @Nullable Object[] arguments)
            throws Throwable {
        return share(signature, call(signature, arguments));
    }

    /// Returns what goes to the caller in place of a result.
    @Nullable Object share(Signature signature, @Nullable Object result) {
        if (result instanceof Servant servant) {
            return table.serve(servant, List.of(servant.face())).proxy();
        }
        if (result != null && signature.isShared() && !(result instanceof Proxied)) {
            Class<?> face = signature.method().getReturnType();
            Proxies.requireInterfaces(List.of(face));
            return table.serve(result, List.of(face)).proxy();
        }
        return result;
    }

    private @Nullable Object call(Signature signature, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return signature.method().invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        } catch (IllegalAccessException e) {
            throw new UnsupportedOperationException(
                    "%s can't be called: its interface is not public, and its module does not open it"
                            .formatted(signature),
                    e);
        }
    }

    @Override
    public Reference reference() {
        if (Passing.current() instanceof Session client) {
            client.grant(this);
        } else {
            table.keep(this);
        }
        return new ProxyReference(address(), object, faces);
    }

    @Override
    public long object() {
        return object;
    }

    @Override
    public Address address() {
        return table.address();
    }

    @Override
    public List<Class<?>> faces() {
        return faces;
    }

    @Override
    public String toString() {
        return name();
    }
}
