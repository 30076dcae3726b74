package dev.brood.local.manager;

import dev.brood.LinkOptions;
import dev.brood.Quick;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

/// What a server does itself: the object of number 0.
interface Root {
    /// Returns when the server serves.
    @Quick
    void ping();

    @Quick
    Object map(Map<?, ?> contents);

    @Quick
    Object list(Collection<?> contents, boolean isFixed);

    @Quick
    Object set(Collection<?> contents);

    /// Makes a queue.
    ///
    /// @param face which kind
    @Quick
    Object queue(Class<?> face, int capacity);

    @Quick
    Object value(@Nullable Object initial);

    @Quick
    Object namespace();

    @Quick
    Object lock();

    @Quick
    Object semaphore(int permits, int bound);

    @Quick
    Object event();

    @Quick
    Object barrier(int parties);

    @Quick
    Object latch(int count);

    Object pool(int workers);

    /// Makes an object of the user's and shares it.
    Object share(List<Class<?>> faces, Task<?> factory) throws Exception;

    @Quick
    void pin(String name, Object proxy);

    @Quick
    void unpin(String name);

    @Quick
    Object find(String name);

    /// Returns what an object's `toString` gives.
    String text(long object);

    @Quick
    boolean isClosed(long object);

    @Quick
    void close(long object);

    @Quick
    int objects();

    /// Begins to let clients of other programs in.
    ///
    /// @param tls makes the server's context; null for none
    /// @return where
    dev.brood.Address serve(
            dev.brood.Address address,
            byte[] secret,
            LinkOptions options,
            @Nullable Task<? extends SSLContext> tls)
            throws IOException;

    /// Ends the server, soon after the reply.
    @Quick
    void shutdown();
}
