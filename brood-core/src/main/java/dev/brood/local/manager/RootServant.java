package dev.brood.local.manager;

import dev.brood.LinkOptions;
import dev.brood.Secret;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

/// What a server does itself.
///
/// @param table the objects
/// @param strangers lets clients of other programs in
/// @param ending ends the server, a little later
record RootServant(ObjectTable table, Strangers strangers, Runnable ending) implements Root {
    @Override
    public void ping() {}

    @Override
    public Object map(Map<?, ?> contents) {
        return new MapServant(contents);
    }

    @Override
    public Object list(Collection<?> contents, boolean isFixed) {
        return new ListServant(contents, isFixed);
    }

    @Override
    public Object set(Collection<?> contents) {
        return new SetServant(contents);
    }

    @Override
    public Object queue(Class<?> face, int capacity) {
        return new QueueServant(face, capacity);
    }

    @Override
    public Object value(@Nullable Object initial) {
        return new ValueServant(initial);
    }

    @Override
    public Object namespace() {
        return new NamespaceServant();
    }

    @Override
    public Object lock() {
        return new LockServant();
    }

    @Override
    public Object semaphore(int permits, int bound) {
        return new SemaphoreServant(permits, bound);
    }

    @Override
    public Object event() {
        return new EventServant();
    }

    @Override
    public Object barrier(int parties) {
        return new BarrierServant(parties);
    }

    @Override
    public Object latch(int count) {
        return new LatchServant(count);
    }

    @Override
    public Object pool(int workers) {
        return new PoolServant(workers);
    }

    @Override
    public Object share(List<Class<?>> faces, Task<?> factory) throws Exception {
        Object made = factory.call();
        if (made == null) {
            throw new IllegalArgumentException("the factory made nothing");
        }
        for (Class<?> face : faces) {
            if (!face.isInstance(made)) {
                throw new IllegalArgumentException(
                        "the factory made a %s, which does not implement %s"
                                .formatted(made.getClass().getName(), face.getName()));
            }
        }
        return made instanceof Proxied ? made : table.serve(made, List.copyOf(faces)).proxy();
    }

    @Override
    public void pin(String name, Object proxy) {
        table.pin(name, served(proxy));
    }

    private static Served served(Object proxy) {
        if (proxy instanceof Proxied own && own.invoker() instanceof Served served) {
            return served;
        }
        throw new IllegalArgumentException("not an object of this manager: " + proxy);
    }

    @Override
    public void unpin(String name) {
        table.unpin(name);
    }

    @Override
    public Object find(String name) {
        return table.find(name).proxy();
    }

    @Override
    public String text(long object) {
        return table.get(object).text();
    }

    @Override
    public boolean isClosed(long object) {
        return !table.has(object);
    }

    @Override
    public void close(long object) {
        if (!table.has(object)) {
            return;
        }
        Served served = table.get(object);
        if (served.target() instanceof Root) {
            throw new UnsupportedOperationException("the server itself ends by its manager alone");
        }
        table.close(served);
    }

    @Override
    public int objects() {
        return table.size();
    }

    @Override
    public dev.brood.Address serve(
            dev.brood.Address address,
            byte[] secret,
            LinkOptions options,
            @Nullable Task<? extends SSLContext> tls)
            throws IOException {
        LinkOptions all = tls == null ? options : options.tls(context(tls));
        return strangers.serve(address, Secret.of(secret), all);
    }

    private static SSLContext context(Task<? extends SSLContext> tls) {
        SSLContext context;
        try {
            context = tls.call();
        } catch (Exception e) {
            throw new IllegalArgumentException("the TLS context could not be made: " + e, e);
        }
        if (context == null) {
            throw new IllegalArgumentException("the TLS context could not be made: it is null");
        }
        return context;
    }

    @Override
    public void shutdown() {
        ending.run();
    }
}
