package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// One end of a [Pipe], or of a link between a [Listener] and who connects to it: sends messages to
/// the other end and receives what that sends.
///
/// | | blocks | times out | does not wait |
/// |---|---|---|---|
/// | objects | [#send(Object)], [#receive()] | [#send(Object, Duration)], [#receive(Duration)] | |
/// | bytes | [#sendBytes(byte\[\])], [#receiveBytes()], [#receiveBytesInto(byte\[\], int)] | | |
/// | is there something | [#anyReady] | [#poll(Duration)] | [#poll()] |
///
/// **Messages** keep their boundaries: what one call sends one call receives, whole, an empty one
/// too, of any size up to 2 GiB. An object is sent as its encoded bytes; so objects and bytes are
/// not different kinds of messages: what was sent as an object can be received as bytes, sent on,
/// and received as an object at the end.
///
/// **Waiting.** A sender waits while the pipe is full; see [Pipe.Builder#capacity]. Waits end with
/// an interrupt, and when another thread of this process closes the end. Virtual threads may wait
/// here without holding on to their carrier.
///
/// **Several users.** Any number of threads and processes may have the same end. Each message goes
/// to exactly one receiver; messages of several senders do not mix, those of one thread keep their
/// order.
///
/// **When an end is gone.** An end is *held* by every process that has decoded it or used it, and
/// by every child whose action captured it, from its start on. It is gone when it was held and
/// nobody holds it any more: all have closed it or died. Then whoever receives at the other end
/// gets what was sent before and after that an [EOFException], and who sends there a
/// [BrokenPipeException]; both name the process. That is final. In particular:
///
/// - A process that makes a pipe and only hands an end on does not hold that end, and need not
///   close it.
/// - A child that is killed before it has decoded the end has held it.
/// - An end that waits in a queue, in another pipe or for a worker of a pool, and that nobody holds
///   yet, is not gone: someone may still take it. If whoever takes it is never to come, time-outs
///   help. It stays so if those who had it before close it meanwhile; if a holder dies, or ends
///   without closing it, the end is gone even if it was sent on and has not arrived.
/// - An end that its maker never used nor sent anywhere is gone when the maker closes it or dies.
///
/// **Death.** When a sending method has returned, the message is in the pipe and survives its
/// sender. A process that dies *while* it sends leaves no trace of that message. A process that
/// dies *while* it receives gives the message back to the next receiver at its end.
///
/// **Memory effects.** What a thread does before it sends a message happens before what follows its
/// receipt in another process, for shared memory.
///
/// The handle is serializable: it goes into lambdas, tasks, queues and through pipes. In a process
/// there is one object for each end, as long as that is open.
///
/// ## Links to other programs
///
/// [#connect] and [Listener#accept()] give connections of the same kind between programs of this
/// machine or others. What is different:
///
/// - **Authentication.** Both sides have proved that they know the same [Secret], and what comes is
///   what the other side has sent, in order, or the link ends.
/// - **Classes.** [#receive()] decodes what [LinkOptions#allowed] names and refuses the rest with a
///   [DecodingException] that names the class and the way to allow it; the link goes on. Handles
///   and lambdas are refused. Both sides need the same classes.
/// - **Size.** Messages have up to [LinkOptions#maxMessage] of the receiver; longer ones are
///   refused by [#send] with an [IllegalArgumentException], and nothing was sent.
/// - **One process** has an end. It can't be sent elsewhere, and it is gone when it is closed or
///   its process ends. Close it before the process ends: then all that was sent arrives.
/// - **The end of the link**, whatever the reason, is an [EOFException] for who receives, after all
///   that had arrived, and a [BrokenPipeException] for who sends; the message says why. A link that
///   is cut is noticed by its silence: [LinkOptions#heartbeat]. What was sent and has not arrived
///   by then is lost, and the sender can't know what that was.
/// - **Memory.** What has arrived and was not received takes memory of the receiver: 4 MiB, or one
///   message if that is longer. Then the sender waits.
public interface Connection extends Waitable, AutoCloseable, Serializable {

    /// Sends an object, waiting for room if need be.
    ///
    /// @param object anything that can travel, null too
    /// @throws InterruptedException if interrupted while waiting; nothing was sent
    /// @throws BrokenPipeException if the other end is gone
    /// @throws IOException no other
    /// @throws EncodingException if the object cannot travel; nothing was sent
    /// @throws UnsupportedOperationException if this end only receives
    /// @throws ClosedException if this end is closed here, or gone
    /// @throws ResourceException if the shared memory of the machine is full; nothing was sent
    void send(@Nullable Object object) throws IOException, InterruptedException;

    /// Sends an object, waiting for room, but not for ever.
    ///
    /// @param object anything that can travel, null too
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first; then nothing was sent
    /// @throws InterruptedException if interrupted while waiting; nothing was sent
    /// @throws BrokenPipeException if the other end is gone
    /// @throws IOException no other
    /// @throws UnsupportedOperationException if this end only receives
    /// @throws ClosedException if this end is closed here, or gone
    boolean send(@Nullable Object object, Duration timeout)
            throws IOException, InterruptedException;

    /// Sends bytes as one message, waiting for room if need be.
    ///
    /// @param bytes all of them; none for an empty message
    /// @throws InterruptedException if interrupted while waiting; nothing was sent
    /// @throws BrokenPipeException if the other end is gone
    /// @throws IOException no other
    /// @throws UnsupportedOperationException if this end only receives
    /// @throws ClosedException if this end is closed here, or gone
    default void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(MemorySegment.ofArray(bytes));
    }

    /// Sends some bytes of an array as one message.
    ///
    /// @param bytes the array
    /// @param offset of the first
    /// @param length how many
    /// @throws IndexOutOfBoundsException if the array has not so many
    /// @throws InterruptedException if interrupted while waiting; nothing was sent
    /// @throws IOException as [#sendBytes(byte\[\])]
    default void sendBytes(byte[] bytes, int offset, int length)
            throws IOException, InterruptedException {
        sendBytes(MemorySegment.ofArray(bytes).asSlice(offset, length));
    }

    /// Sends the bytes from a buffer's position to its limit as one message. The position is at the
    /// limit then; it is where it was if nothing was sent.
    ///
    /// @param bytes the buffer
    /// @throws InterruptedException if interrupted while waiting; nothing was sent
    /// @throws IOException as [#sendBytes(byte\[\])]
    default void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException {
        sendBytes(MemorySegment.ofBuffer(bytes));
        bytes.position(bytes.limit());
    }

    /// Sends the bytes of a segment as one message.
    ///
    /// @param bytes up to 2 GiB
    /// @throws IllegalArgumentException if it is larger
    /// @throws InterruptedException if interrupted while waiting; nothing was sent
    /// @throws IOException as [#sendBytes(byte\[\])]
    void sendBytes(MemorySegment bytes) throws IOException, InterruptedException;

    /// Receives an object, waiting for one if need be.
    ///
    /// @return what was sent
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException no other
    /// @throws DecodingException if it can't be decoded here; it is gone
    /// @throws UnsupportedOperationException if this end only sends
    /// @throws ClosedException if this end is closed here, or gone
    @Nullable Object receive() throws IOException, InterruptedException;

    /// Receives an object, waiting for one, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return what was sent
    /// @throws TimeoutException if the time was over first
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException no other
    /// @throws DecodingException if it can't be decoded here; it is gone
    /// @throws UnsupportedOperationException if this end only sends
    /// @throws ClosedException if this end is closed here, or gone
    @Nullable Object receive(Duration timeout)
            throws IOException, InterruptedException, TimeoutException;

    /// Receives an object of a type, waiting for one if need be.
    ///
    /// @param <T> what is expected
    /// @param type what is expected
    /// @return what was sent
    /// @throws ClassCastException if it is something else, or null; it is gone
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException as [#receive()]
    default <T> T receive(Class<T> type) throws IOException, InterruptedException {
        Object received = receive();
        if (!type.isInstance(received)) {
            throw new ClassCastException(
                    "expected a message of %s, received %s"
                            .formatted(
                                    type.getName(),
                                    received == null
                                            ? "null"
                                            : "one of " + received.getClass().getName()));
        }
        return type.cast(received);
    }

    /// Receives a message as bytes, waiting for one if need be.
    ///
    /// @return the bytes; of a message that was sent as an object, its encoding
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException no other
    /// @throws UnsupportedOperationException if this end only sends
    /// @throws ClosedException if this end is closed here, or gone
    default byte[] receiveBytes() throws IOException, InterruptedException {
        return receiveBytes(Integer.MAX_VALUE);
    }

    /// Receives a message of limited length as bytes, waiting for one if need be.
    ///
    /// @param most how long it may be, at least 0
    /// @return the bytes
    /// @throws IllegalArgumentException if the limit is negative
    /// @throws MessageTooLongException if it is longer; it can still be received
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException no other
    byte[] receiveBytes(int most) throws IOException, InterruptedException;

    /// Receives a message into an array, waiting for one if need be.
    ///
    /// @param buffer where to
    /// @param offset where in it
    /// @return how many bytes the message has
    /// @throws IndexOutOfBoundsException if the offset is not in the array
    /// @throws BufferTooShortException if it is longer than the rest of the array; it is in the
    ///   exception
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException no other
    default int receiveBytesInto(byte[] buffer, int offset)
            throws IOException, InterruptedException {
        return receiveBytesInto(MemorySegment.ofArray(buffer).asSlice(offset));
    }

    /// Receives a message into a buffer from its position on, waiting for one if need be. The
    /// position is behind the message then; it is where it was if none was received.
    ///
    /// @param buffer where to
    /// @return how many bytes the message has
    /// @throws IllegalArgumentException if the buffer is read-only
    /// @throws BufferTooShortException if it is longer than what is left up to the buffer's limit;
    ///   it is in the exception
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException no other
    default int receiveBytesInto(ByteBuffer buffer) throws IOException, InterruptedException {
        int length = receiveBytesInto(MemorySegment.ofBuffer(buffer));
        buffer.position(buffer.position() + length);
        return length;
    }

    /// Receives a message into a segment, waiting for one if need be.
    ///
    /// @param buffer where to; from its start
    /// @return how many bytes the message has
    /// @throws IllegalArgumentException if it is read-only
    /// @throws BufferTooShortException if it is longer than the segment; it is in the exception
    /// @throws EOFException if the other end is gone and nothing is left
    /// @throws InterruptedException if interrupted while waiting; nothing was received
    /// @throws IOException no other
    int receiveBytesInto(MemorySegment buffer) throws IOException, InterruptedException;

    /// Returns whether a receive would not wait: a message is there, or the other end is gone.
    /// Where others receive too, they may be first.
    ///
    /// @return true if there is something to receive, the end of all messages included
    /// @throws UnsupportedOperationException if this end only sends
    /// @throws ClosedException if this end is closed here, or gone
    boolean poll();

    /// Waits until a receive would not wait.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted while waiting
    /// @throws UnsupportedOperationException if this end only sends
    /// @throws ClosedException if this end is closed here, or gone
    boolean poll(Duration timeout) throws InterruptedException;

    /// Returns whether this end receives.
    ///
    /// @return false for the second end of a one-way pipe
    boolean isReadable();

    /// Returns whether this end sends.
    ///
    /// @return false for the first end of a one-way pipe
    boolean isWritable();

    /// Returns the name of the pipe, for messages.
    ///
    /// @return the name given, or one like `pipe-3`
    String name();

    /// Returns whether this end was closed in this process.
    ///
    /// @return true also if its tree has ended
    boolean isClosed();

    /// Closes this end in this process; others that hold it go on. Threads that wait in it get a
    /// [ClosedException]. A second call does nothing.
    @Override
    void close();

    /// Connects to a [Listener], with [LinkOptions#DEFAULT].
    ///
    /// @param address where it listens
    /// @param secret what it must know
    /// @return an open connection, to be closed
    /// @throws AuthenticationException if it knows another secret
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting; nothing is left open
    static Connection connect(Address address, Secret secret)
            throws IOException, InterruptedException {
        return connect(address, secret, LinkOptions.DEFAULT);
    }

    /// Connects to a [Listener]. While nobody answers it tries again for [LinkOptions#retryFor],
    /// with pauses that grow from 10 ms to 2 s.
    ///
    /// @param address where it listens
    /// @param secret what it must know
    /// @param options times, classes, TLS
    /// @return an open connection, to be closed
    /// @throws AuthenticationException if it knows another secret
    /// @throws IllegalArgumentException if TLS is wanted of a Unix socket
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting; nothing is left open
    static Connection connect(Address address, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        return Providers.local().connect(address, secret, options);
    }

    /// Waits until some of several connections, queues, child processes and listeners are ready,
    /// and returns those: a connection if [#poll()] would say so, a queue if it has an item or is
    /// closed, a process if it has ended, a listener if somebody can be accepted or it is closed.
    /// Nothing is taken from them.
    ///
    /// Up to 127 of them are waited for in one call of the kernel, where it can do that; more, or
    /// on the portable system, are looked at ever less often.
    ///
    /// @param <T> what they are
    /// @param things any number; of none, none will ever be ready
    /// @param timeout how long to wait; zero or less does not wait
    /// @return those that are ready, in the order given; none if the time was over first
    /// @throws InterruptedException if interrupted while waiting
    /// @throws IllegalStateException if one is a process that was not started
    /// @throws ClosedException if one is a connection that is closed in this process
    /// @throws UnsupportedOperationException if one is a connection that only sends
    static <T extends Waitable> List<T> anyReady(Collection<? extends T> things, Duration timeout)
            throws InterruptedException {
        return Providers.of(things).anyReady(things, timeout);
    }

    /// As [#anyReady(Collection, Duration)], for as long as it takes.
    ///
    /// @param things at least one
    /// @return those that are ready, in the order given
    /// @throws InterruptedException if interrupted while waiting
    /// @throws IllegalArgumentException if there are none
    static List<Waitable> anyReady(Waitable... things) throws InterruptedException {
        if (things.length == 0) {
            throw new IllegalArgumentException("nothing to wait for, and no time-out: for ever");
        }
        return anyReady(Arrays.asList(things), Duration.ofSeconds(Long.MAX_VALUE));
    }
}
