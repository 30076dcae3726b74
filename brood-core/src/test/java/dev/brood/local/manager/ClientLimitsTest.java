package dev.brood.local.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.LinkOptions;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.SharedLock;
import dev.brood.junit.Await;
import dev.brood.local.channel.Payload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// What one client can have a server keep for it: so much and no more, and others are answered.
@Timeout(120)
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
class ClientLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private OwnServer server;

    @BeforeEach
    void open() throws IOException {
        server = new OwnServer(LinkOptions.DEFAULT);
    }

    @AfterEach
    void answersOthers() throws Exception {
        try (Manager other = server.connect()) {
            ManagedMap<String, Integer> map = other.map();
            map.put("still", 1);
            assertThat(map).containsEntry("still", 1);
        }
        Await.until(LONG, "no sessions are left", () -> server.register.sessions().isEmpty());
        server.close();
    }

    private RawClient raw() throws Exception {
        return new RawClient(server.address, OwnServer.SECRET, LinkOptions.DEFAULT);
    }

    private Session session() {
        return server.register.sessions().iterator().next();
    }

    @Test
    void clientThatFloods_andReadsNothing_isReadNoMore() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        AtomicInteger sent = new AtomicInteger();
        try (RawClient flooding = raw()) {
            long value =
                    flooding.call(
                            0,
                            Root.class,
                            "value",
                            new String(megabyte, StandardCharsets.ISO_8859_1));
            assertThat(value).isEqualTo(1);
            long object = flooding.object();
            Thread sender =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    while (true) {
                                        flooding.call(object, ValueFace.class, "get");
                                        sent.incrementAndGet();
                                    }
                                } catch (Exception _) {
                                    // The link was closed, at the end.
                                }
                            });
            Session session = session();
            Await.until(LONG, "a long backlog", () -> session.backlog() >= Backlog.HEAVY);
            Await.until(
                    LONG,
                    "it has to wait",
                    () -> sender.getState() == Thread.State.TIMED_WAITING && sent.get() > 1000);
            assertThat(session.backlog()).isLessThan(Backlog.HEAVY + 2L * megabyte.length);
            try (Manager other = server.connect()) {
                assertThat(other.objects()).isEqualTo(1);
            }
            assertThat(session.backlog()).isLessThan(Backlog.HEAVY + 2L * megabyte.length);
        }
    }

    @Test
    void callsThatWait_areSoManyAtMost_andMoreAreRefused_untilTheyEndWithTheClient()
            throws Exception {
        try (Manager other = server.connect()) {
            SharedLock lock = other.lock();
            other.pin("lock", lock);
            lock.lock();
            try (RawClient flooding = raw()) {
                flooding.call(0, Root.class, "find", "lock");
                long object = flooding.object();
                for (int i = 0; i <= Session.MOST_UNDER_WAY; i++) {
                    flooding.call(object, LockFace.class, "lockInterruptibly");
                }
                assertThat(flooding.failure())
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("has 4,096 calls under way that wait or last");
                Await.until(LONG, "all wait", () -> lock.waiting() == Session.MOST_UNDER_WAY);
            }
            Await.until(LONG, "nobody waits any more", () -> lock.waiting() == 0);
            lock.unlock();
        }
    }

    @Test
    void root_isNotClosedByAClient() throws Exception {
        try (RawClient hostile = raw()) {
            hostile.call(0, Root.class, "close", 0L);
            assertThat(hostile.failure())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("the server itself ends by its manager alone");
        }
    }

    /// Takes nothing, and notes that it was closed.
    private static final class Stuck implements Wire {
        final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public boolean send(Payload message, boolean mayWait) throws IOException {
            if (!mayWait) {
                return false;
            }
            boolean interrupted = false;
            while (closed.getCount() > 0) {
                try {
                    closed.await();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }

        @Override
        public Payload receive() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Payload poll() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasPeerDied() {
            return false;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void clientWithMoreRepliesThanAreKept_isHungUpOn() throws Exception {
        Stuck wire = new Stuck();
        Backlog backlog = new Backlog(wire, 1000);
        Payload reply = new Payload(new byte[600], 600);
        int taken = 0;
        while (backlog.send(reply)) {
            taken++;
        }
        assertThat(taken).as("one may be in the wire by now").isIn(2, 3);
        assertThat(wire.closed.getCount()).isZero();
        assertThat(backlog.bytes()).isZero();
        assertThatThrownBy(wire::receive).isInstanceOf(UnsupportedOperationException.class);
    }
}
