package dev.brood.local.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.AllowedClasses;
import dev.brood.BrokenPipeException;
import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.DecodingException;
import dev.brood.EncodingException;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.MessageTooLongException;
import dev.brood.Secret;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Two ends of a link in one process: messages, windows, ends.
@Timeout(120)
class LinkTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Secret SECRET = Secret.random();

    @TempDir Path directory;

    /// Both ends of a connection, and who listened.
    record Ends(Listener listener, Connection here, Connection there) implements AutoCloseable {
        @Override
        public void close() {
            here.close();
            there.close();
            listener.close();
        }
    }

    private Ends connect(String kind, LinkOptions options) throws Exception {
        Address address =
                kind.equals("unix") ? Address.unix(directory.resolve("s")) : Address.tcp(0);
        Listener listener = Listener.open(address, SECRET, options);
        Connection here = Connection.connect(listener.address(), SECRET, options);
        return new Ends(listener, here, listener.accept(LONG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void send_messagesOfAnySizes_bothWays_arriveWholeAndInOrder(String kind) throws Exception {
        long seed = System.nanoTime();
        try (Ends ends = connect(kind, LinkOptions.DEFAULT)) {
            int messages = 200;
            List<FutureTask<Void>> senders = new ArrayList<>();
            for (Connection each : List.of(ends.here(), ends.there())) {
                FutureTask<Void> sender = new FutureTask<>(() -> sendAll(each, messages, seed));
                Thread.ofVirtual().start(sender);
                senders.add(sender);
            }
            FutureTask<Void> other =
                    new FutureTask<>(() -> receiveAll(ends.there(), messages, seed));
            Thread.ofPlatform().start(other);
            receiveAll(ends.here(), messages, seed);
            other.get(60, TimeUnit.SECONDS);
            for (FutureTask<Void> each : senders) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static Void sendAll(Connection connection, int messages, long seed) throws Exception {
        RandomGenerator sizes = RandomGeneratorFactory.getDefault().create(seed);
        for (int i = 0; i < messages; i++) {
            connection.sendBytes(random(size(sizes), i));
        }
        return null;
    }

    private static Void receiveAll(Connection connection, int messages, long seed)
            throws Exception {
        RandomGenerator sizes = RandomGeneratorFactory.getDefault().create(seed);
        for (int i = 0; i < messages; i++) {
            byte[] expected = random(size(sizes), i);
            assertThat(Arrays.equals(connection.receiveBytes(), expected))
                    .as("message %d, seed %d", i, seed)
                    .isTrue();
        }
        return null;
    }

    private static int size(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(100);
            case 2 -> Frame.MOST_PAYLOAD - 8 + random.nextInt(16);
            default -> random.nextInt(1 << random.nextInt(23));
        };
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        RandomGeneratorFactory.getDefault().create(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void close_afterSending_losesNothing_andTellsTheOtherSide(String kind) throws Exception {
        try (Ends ends = connect(kind, LinkOptions.DEFAULT)) {
            for (int i = 0; i < 100; i++) {
                ends.here().send(i);
            }
            ends.here().close();
            assertThat(ends.there().poll(LONG)).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThat(ends.there().receive()).isEqualTo(i);
            }
            assertThatThrownBy(() -> ends.there().receive())
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("nothing is left to receive:")
                    .hasMessageEndingWith("has closed the connection");
            assertThat(ends.there().poll()).isTrue();
            assertThatThrownBy(() -> ends.there().send(1))
                    .isInstanceOf(BrokenPipeException.class)
                    .hasMessageStartingWith("broken pipe: nobody is left to receive, as")
                    .hasMessageEndingWith("has closed the connection");
            assertThatThrownBy(() -> ends.here().receive())
                    .isInstanceOf(ClosedException.class)
                    .hasMessageEndingWith("was closed by this process");
            assertThatThrownBy(() -> ends.here().send(1)).isInstanceOf(ClosedException.class);
            assertThatThrownBy(() -> ends.here().poll()).isInstanceOf(ClosedException.class);
            assertThat(ends.here().isClosed()).isTrue();
            assertThat(ends.there().isClosed()).isFalse();
        }
    }

    private static void awaitWaiting(Thread thread) throws InterruptedException {
        Await.until(
                LONG,
                "a thread that waits",
                () ->
                        thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void close_wakesThoseWhoWait() throws Exception {
        try (Ends ends = connect("tcp", LinkOptions.DEFAULT)) {
            FutureTask<Object> receiver = new FutureTask<>(() -> ends.here().receive());
            Thread thread = Thread.ofPlatform().start(receiver);
            awaitWaiting(thread);
            ends.here().close();
            assertThatThrownBy(() -> receiver.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ClosedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void send_whenTheWindowIsFull_waits_timesOut_andGoesOn(String kind) throws Exception {
        try (Ends ends = connect(kind, LinkOptions.DEFAULT)) {
            byte[] megabyte = new byte[1 << 20];
            int sent = 0;
            while (ends.here().send(megabyte, SHORT)) {
                sent++;
            }
            assertThat(sent).isEqualTo(3); // the fourth, and its overhead, is more than 4 MiB
            FutureTask<Void> sender =
                    new FutureTask<>(() -> {
                        ends.here().send(megabyte);
                        ends.here().send("at last");
                        return null;
                    });
            Thread thread = Thread.ofVirtual().start(sender);
            awaitWaiting(thread);
            for (int i = 0; i <= sent; i++) {
                assertThat((byte[]) ends.there().receive()).hasSameSizeAs(megabyte);
            }
            assertThat(ends.there().receive()).isEqualTo("at last");
            sender.get(60, TimeUnit.SECONDS);
            assertThat(thread.join(LONG)).isTrue();
        }
    }

    @Test
    void send_interruptedWhileWaiting_sendsNothing_andTheLinkGoesOn() throws Exception {
        try (Ends ends = connect("unix", LinkOptions.DEFAULT)) {
            ends.here().sendBytes(new byte[5 << 20]);
            for (Thread.Builder each : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                FutureTask<Void> sender =
                        new FutureTask<>(() -> {
                            ends.here().send("never");
                            return null;
                        });
                Thread thread = each.start(sender);
                awaitWaiting(thread);
                thread.interrupt();
                assertThatThrownBy(() -> sender.get(60, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(InterruptedException.class);
            }
            assertThat(ends.there().receiveBytes()).hasSize(5 << 20);
            ends.here().send("again");
            assertThat(ends.there().receive()).isEqualTo("again");
        }
    }

    @Test
    void interrupts_atAnyMoment_neverBreakTheLink() throws Exception {
        try (Ends ends = connect("unix", LinkOptions.DEFAULT)) {
            CountDownLatch ready = new CountDownLatch(1);
            int messages = 2000;
            FutureTask<Void> sender =
                    new FutureTask<>(() -> {
                        ready.countDown();
                        for (int i = 0; i < messages; ) {
                            try {
                                ends.here().send(i);
                                i++;
                            } catch (InterruptedException _) {
                                // Not sent: again.
                            }
                        }
                        return null;
                    });
            Thread thread = Thread.ofVirtual().start(sender);
            ready.await();
            for (int i = 0; i < messages; i++) {
                thread.interrupt();
                assertThat(ends.there().receive()).isEqualTo(i);
            }
            sender.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void receive_whatIsNotAllowed_isRefused_andTheLinkGoesOn() throws Exception {
        record Order(int number) {}
        try (Ends ends = connect("tcp", LinkOptions.DEFAULT)) {
            ends.here().send(new Order(1));
            ends.here().send("next");
            assertThatThrownBy(() -> ends.there().receive())
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("Order is not allowed from this peer")
                    .hasMessageContaining("LinkOptions.allowing(AllowedClasses.basic().and(");
            assertThat(ends.there().receive()).isEqualTo("next");
            assertThatThrownBy(() -> ends.here().send(ends.there()))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("can't travel: it is an open socket");
        }
        LinkOptions options = LinkOptions.DEFAULT.allowing(AllowedClasses.basic().and(Order.class));
        try (Ends ends = connect("tcp", options)) {
            ends.here().send(new Order(1));
            assertThat(ends.there().receive()).isEqualTo(new Order(1));
        }
    }

    @Test
    void send_moreThanTheOtherSideAllows_isRefusedHere() throws Exception {
        try (Ends ends = connect("tcp", LinkOptions.DEFAULT.maxMessage(1000))) {
            assertThatThrownBy(() -> ends.here().sendBytes(new byte[1001]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has at most 1,000 bytes")
                    .hasMessageEndingWith("this one has 1,001");
            ends.here().sendBytes(new byte[1000]);
            assertThatThrownBy(() -> ends.there().receiveBytes(999))
                    .isInstanceOf(MessageTooLongException.class)
                    .hasMessageContaining("has 1,000 bytes, more than the 999 allowed");
            assertThat(ends.there().receiveBytes(1000)).hasSize(1000);
            assertThatThrownBy(() -> ends.there().receive(SHORT))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void sendBytes_ofAnyMemory_arrive(String kind) throws Exception {
        try (Ends ends = connect(kind, LinkOptions.DEFAULT);
                Arena confined = Arena.ofConfined()) {
            byte[] bytes = {1, 2, 3, 4};
            MemorySegment own = confined.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            ends.here().sendBytes(own);
            ends.here().sendBytes(own.asSlice(1, 2).asReadOnly());
            ends.here().sendBytes(ByteBuffer.wrap(bytes, 2, 2).asReadOnlyBuffer());
            ends.here().sendBytes(bytes, 3, 1);
            ends.here().sendBytes(MemorySegment.ofArray(new int[] {0}));
            MemorySegment target = confined.allocate(4);
            assertThat(ends.there().receiveBytesInto(target)).isEqualTo(4);
            assertThat(target.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
            assertThat(ends.there().receiveBytes()).containsExactly(2, 3);
            assertThat(ends.there().receiveBytes()).containsExactly(3, 4);
            assertThat(ends.there().receiveBytes()).containsExactly(4);
            assertThat(ends.there().receiveBytes()).containsExactly(0, 0, 0, 0);
        }
    }

    @Test
    void heartbeat_keepsASilentLink() throws Exception {
        LinkOptions quick = LinkOptions.DEFAULT.heartbeat(Duration.ofMillis(100));
        try (Ends ends = connect("tcp", quick)) {
            assertThat(ends.here().poll(Duration.ofSeconds(1))).isFalse(); // three times too long
            ends.here().send(1);
            assertThat(ends.there().receive()).isEqualTo(1);
        }
    }

    @Test
    void anyReady_waitsForConnectionsAndListeners() throws Exception {
        try (Ends ends = connect("unix", LinkOptions.DEFAULT);
                Ends others = connect("tcp", LinkOptions.DEFAULT);
                Listener listener = Listener.open(Address.tcp(0), SECRET)) {
            List<dev.brood.Waitable> all = List.of(ends.there(), others.there(), listener);
            assertThat(Connection.anyReady(all, SHORT)).isEmpty();
            FutureTask<List<dev.brood.Waitable>> waiter =
                    new FutureTask<>(() -> Connection.anyReady(all, LONG));
            Thread.ofVirtual().start(waiter);
            others.here().send(1);
            assertThat(waiter.get(60, TimeUnit.SECONDS)).containsExactly(others.there());
            assertThat(others.there().receive()).isEqualTo(1);
            FutureTask<List<dev.brood.Waitable>> second =
                    new FutureTask<>(() -> Connection.anyReady(all, LONG));
            Thread.ofPlatform().start(second);
            try (Connection _ = Connection.connect(listener.address(), SECRET)) {
                assertThat(second.get(60, TimeUnit.SECONDS)).containsExactly(listener);
                listener.accept(LONG).close();
            }
            ends.here().close();
            assertThat(Connection.anyReady(all, LONG)).containsExactly(ends.there());
            ends.there().close();
            assertThatThrownBy(() -> Connection.anyReady(all, SHORT))
                    .isInstanceOf(ClosedException.class);
        }
    }
}
