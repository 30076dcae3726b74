package dev.brood.local.manager;

import dev.brood.Address;
import dev.brood.LinkOptions;
import dev.brood.Secret;
import dev.brood.codec.Codec;
import dev.brood.local.channel.Payload;
import dev.brood.local.net.Dialer;
import dev.brood.local.net.Link;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/// A client of a manager that makes its messages by hand: calls of what it likes, with whatever it
/// likes, and reads replies when it likes.
final class RawClient implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Link link;
    private long calls;

    RawClient(Address address, Secret secret, LinkOptions options) throws Exception {
        link = Dialer.connect(address, secret, options);
        byte[] welcome = link.receive(Integer.MAX_VALUE, Deadline.after(LONG));
        Objects.requireNonNull(welcome);
    }

    /// Sends a call.
    ///
    /// @return its number
    long call(long object, Class<?> face, String method, @Nullable Object... arguments)
            throws Exception {
        Payload call = Frame.call(++calls, object, key(face, method), 1, arguments);
        send(Arrays.copyOf(call.head(), call.headLength()));
        return calls;
    }

    /// Sends a call whose one argument is encoded already.
    void callWith(long object, Class<?> face, String method, byte[] argument) throws Exception {
        Payload call = Frame.call(++calls, object, key(face, method), 1, new Object[0]);
        int header = call.headLength();
        byte[] message = Arrays.copyOf(call.head(), header + argument.length);
        System.arraycopy(argument, 0, message, header, argument.length);
        send(message);
    }

    static long key(Class<?> face, String method) {
        return Arrays.stream(face.getMethods())
                .filter(each -> each.getName().equals(method))
                .map(Signature::of)
                .findFirst()
                .orElseThrow()
                .key();
    }

    void send(byte[] message) throws IOException, InterruptedException {
        boolean _ = link.send(MemorySegment.ofArray(message), Deadline.NEVER);
    }

    /// Receives a reply.
    Payload reply() throws Exception {
        return reply("a call");
    }

    /// Receives a reply.
    ///
    /// @param what says to what, if it does not come
    Payload reply(String what) throws Exception {
        byte @Nullable [] reply = link.receive(Integer.MAX_VALUE, Deadline.after(LONG));
        if (reply == null) {
            throw new AssertionError("no reply to " + what);
        }
        return new Payload(reply, reply.length);
    }

    /// Receives a reply that is to be a failure.
    Throwable failure() throws Exception {
        Payload reply = reply();
        Object value = Frame.value(reply, new Trust(Codec.standard(), null));
        if (Frame.kind(reply) != Frame.FAILURE || !(value instanceof Throwable failure)) {
            throw new AssertionError("no failure: " + value);
        }
        return failure;
    }

    /// Receives a reply that is to be an object.
    long object() throws Exception {
        Payload reply = reply();
        Object value = Frame.value(reply, new Trust(Codec.standard(), null));
        if (!(value instanceof RemoteObject(long object, _))) {
            throw new AssertionError("no object: " + value);
        }
        return object;
    }

    /// Encodes an object as the JDK does, of which the codec would make something else.
    static byte[] serialized(Object object) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stream)) {
            out.writeObject(object);
        }
        int length = stream.size() - 4;
        return ByteBuffer.allocate(length + 6)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x81)
                .put((byte) 0x48)
                .put(stream.toByteArray(), 4, length)
                .putInt(length)
                .array();
    }

    @Override
    public void close() {
        link.close();
    }
}
