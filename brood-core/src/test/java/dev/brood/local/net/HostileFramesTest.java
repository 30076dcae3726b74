package dev.brood.local.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.BrokenPipeException;
import dev.brood.Connection;
import dev.brood.DecodingException;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.ObjectOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Those who meddle with a link after the handshake: strangers on the way, and peers that know the
/// secret and keep to no rule. Each time the listener answers others afterwards.
@Timeout(120)
class HostileFramesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Secret SECRET = Secret.random();
    private static final LinkOptions OPTIONS = LinkOptions.DEFAULT.maxMessage(1 << 20);

    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        listener = Listener.open(Address.tcp(0), SECRET, OPTIONS);
    }

    @AfterEach
    void answersOthers() throws Exception {
        try (Connection here = Connection.connect(listener.address(), SECRET);
                Connection there = listener.accept(LONG)) {
            here.send("still there?");
            assertThat(there.receive()).isEqualTo("still there?");
        } finally {
            listener.close();
        }
    }

    /// Sends three messages through a meddler.
    ///
    /// @param arrive how many of them may arrive
    private void assertNoticed(int arrive, String how, Relay.Meddler meddler) throws Exception {
        try (Relay relay = new Relay(listener.address(), meddler);
                Connection here = Connection.connect(relay.address(), SECRET, OPTIONS);
                Connection there = listener.accept(LONG)) {
            try {
                for (int i = 0; i < 3; i++) {
                    here.send("message " + i);
                }
                here.send("the end");
            } catch (BrokenPipeException _) {
                // It has been noticed already.
            }
            for (int i = 0; i < arrive; i++) {
                assertThat(there.receive()).isEqualTo("message " + i);
            }
            assertThatThrownBy(there::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining(how);
        }
    }

    private static final String CHANGED =
            "a frame was changed, put in, left out or repeated on its way";

    @Test
    void frameChangedOnItsWay_endsTheLink() throws Exception {
        for (int place : new int[] {4, 9, -1}) { // in the length, the text, the code
            assertNoticed(
                    1,
                    CHANGED,
                    (index, frame) -> {
                        if (index == 1) {
                            frame[place < 0 ? frame.length + place : place] ^= 1;
                        }
                        return List.of(frame);
                    });
        }
    }

    @Test
    void frameLeftOutRepeatedOrMoved_endsTheLink() throws Exception {
        assertNoticed(1, CHANGED, (index, frame) -> index == 1 ? List.of() : List.of(frame));
        assertNoticed(
                2, CHANGED, (index, frame) -> index == 1 ? List.of(frame, frame) : List.of(frame));
        List<byte[]> kept = new ArrayList<>();
        assertNoticed(
                0,
                CHANGED,
                (index, frame) -> {
                    kept.add(frame);
                    return index == 0
                            ? List.of()
                            : index == 1 ? List.of(kept.get(1), kept.get(0)) : List.of(frame);
                });
    }

    @Test
    void frameOfAnotherLink_endsTheLink() throws Exception {
        List<byte[]> recorded;
        try (Relay relay = Relay.honest(listener.address())) {
            try (Connection here = Connection.connect(relay.address(), SECRET);
                    Connection there = listener.accept(LONG)) {
                here.send("of another link");
                assertThat(there.receive()).isEqualTo("of another link");
            }
            recorded = List.copyOf(relay.seen());
        }
        assertNoticed(
                0,
                CHANGED,
                (index, frame) -> index == 0 ? List.of(recorded.get(1)) : List.of(frame));
    }

    @Test
    void streamCutOff_isNotTakenForAnEnd() throws Exception {
        try (Peer peer = peer()) {
            try (Connection there = listener.accept(LONG)) {
                peer.frame(Frame.FIRST, Peer.payload(4, "mess"));
                peer.socket().shutdownOutput();
                there.receiveBytes();
                assertThatThrownBy(there::receive)
                        .isInstanceOf(EOFException.class)
                        .hasMessageEndingWith("ended without closing the connection");
            }
        }
    }

    private Peer peer() throws Exception {
        return new Peer(listener.address(), SECRET, OPTIONS);
    }

    private interface Misdeed {
        void by(Peer peer) throws Exception;
    }

    private void assertEnds(String how, Misdeed misdeed) throws Exception {
        try (Peer peer = peer()) {
            try (Connection there = listener.accept(LONG)) {
                misdeed.by(peer);
                assertThatThrownBy(
                                () -> {
                                    while (true) {
                                        there.receiveBytes();
                                    }
                                })
                        .isInstanceOf(EOFException.class)
                        .hasMessageContaining(how);
            }
        }
    }

    @Test
    void lengthsOfManyGigabytes_areRefused_beforeAnythingIsAllocated() throws Exception {
        assertEnds(
                "a frame claims 16,777,215 bytes, and may have 16,384",
                peer -> peer.raw(Frame.FIRST << 24 | 0xFF_FFFF));
        assertEnds(
                "it sent a message of 2,147,483,647 bytes, and may send 1,048,576",
                peer -> peer.frame(Frame.FIRST, Peer.payload(Integer.MAX_VALUE, "")));
        assertEnds(
                "it sent a message of 4,294,967,295 bytes, and may send 1,048,576",
                peer -> peer.frame(Frame.FIRST, Peer.payload(-1, "")));
    }

    @Test
    void brokenRules_endTheLink() throws Exception {
        assertEnds("there are no frames of type 77", peer -> peer.frame(77, new byte[0]));
        assertEnds(
                "it sent more of a message than it had said",
                peer -> peer.frame(Frame.MORE, new byte[10]));
        assertEnds(
                "it sent more of a message than it had said",
                peer -> peer.frame(Frame.FIRST, Peer.payload(3, "four")));
        assertEnds(
                "it sent more of a message than it had said",
                peer -> peer.frame(Frame.FIRST, Peer.payload(3, "")));
        assertEnds(
                "it began a message in the middle of another",
                peer -> {
                    peer.frame(Frame.FIRST, Peer.payload(9, "four"));
                    peer.frame(Frame.FIRST, Peer.payload(9, "four"));
                });
        assertEnds("has only 2", peer -> peer.frame(Frame.FIRST, new byte[2]));
        assertEnds("has only 2", peer -> peer.frame(Frame.TAKEN, new byte[2]));
    }

    @Test
    void moreThanTheWindow_isNotKept() throws Exception {
        try (Peer peer = peer()) {
            try (Connection there = listener.accept(LONG)) {
                assertThatThrownBy(
                                () -> {
                                    while (true) { // empty messages, of which each takes memory all
                                        // the same
                                        peer.frame(Frame.FIRST, Peer.payload(0, ""));
                                    }
                                })
                        .isInstanceOf(java.net.SocketException.class);
                long messages = 0;
                try {
                    while (true) {
                        assertThat(there.receiveBytes()).isEmpty();
                        messages++;
                    }
                } catch (EOFException e) {
                    assertThat(e).hasMessageContaining("more than it may before what it had sent");
                }
                assertThat(messages).isEqualTo(Frame.WINDOW / Frame.OVERHEAD);
            }
        }
    }

    @Test
    void gadgetChain_isRefusedByName_andTheLinkGoesOn() throws Exception {
        Map<Object, Object> chain = new HashMap<>();
        chain.put(java.net.URI.create("http://gadget.invalid/").toURL(), "asks the network");
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stream)) {
            out.writeObject(chain);
        }
        int length = stream.size() - 4;
        ByteBuffer message = ByteBuffer.allocate(length + 6).order(ByteOrder.LITTLE_ENDIAN);
        message.put((byte) 0x81)
                .put((byte) 0x48)
                .put(stream.toByteArray(), 4, length)
                .putInt(length);
        try (Connection here = Connection.connect(listener.address(), SECRET);
                Connection there = listener.accept(LONG)) {
            here.sendBytes(MemorySegment.ofArray(message.array()));
            here.send("and now?");
            assertThatThrownBy(there::receive)
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("class java.util.HashMap is not allowed from this peer");
            assertThat(there.receive()).isEqualTo("and now?");
        }
    }

    @Test
    void peerThatNeverReads_andAsksForMore_isHungUpOn() throws Exception {
        listener.close();
        listener =
                Listener.open(
                        Address.tcp(0),
                        SECRET,
                        LinkOptions.DEFAULT.heartbeat(Duration.ofMillis(200)));
        try (Peer peer = peer()) {
            try (Connection there = listener.accept(LONG)) {
                FutureTask<Void> asking =
                        new FutureTask<>(() -> {
                            byte[] much = ByteBuffer.allocate(8).putLong(Long.MAX_VALUE).array();
                            while (true) {
                                peer.frame(Frame.TAKEN, much);
                                Await.until(LONG, "a while", passed(Duration.ofMillis(20)));
                            }
                        });
                Thread.ofPlatform().daemon().start(asking);
                byte[] megabyte = new byte[1 << 20];
                assertThatThrownBy(
                                () -> {
                                    while (true) {
                                        there.sendBytes(megabyte);
                                    }
                                })
                        .isInstanceOf(BrokenPipeException.class)
                        .hasMessageContaining("it does not read what is sent to it");
                assertThatThrownBy(() -> asking.get(60, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(java.net.SocketException.class);
            }
        }
    }

    private static BooleanSupplier passed(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() >= end;
    }

    @Test
    void cutLink_isNoticedOnBothSides_whoeverSendsOrReceives() throws Exception {
        LinkOptions quick = LinkOptions.DEFAULT.heartbeat(Duration.ofMillis(200));
        listener.close();
        listener = Listener.open(Address.tcp(0), SECRET, quick);
        try (Relay relay = Relay.honest(listener.address());
                Connection here = Connection.connect(relay.address(), SECRET, quick);
                Connection there = listener.accept(LONG)) {
            here.send(1);
            assertThat(there.receive()).isEqualTo(1);
            relay.cut();
            assertThatThrownBy(there::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("nothing was heard of");
            byte[] much = new byte[1 << 20];
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    here.sendBytes(much);
                                }
                            })
                    .isInstanceOf(BrokenPipeException.class)
                    .hasMessageContaining("nothing was heard of");
        }
    }
}
