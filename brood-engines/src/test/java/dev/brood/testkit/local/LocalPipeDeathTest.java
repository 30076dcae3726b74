package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.BrokenPipeException;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.Pipe;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.junit.Pause;
import dev.brood.local.memory.TreeDirectory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Senders, receivers, makers and recoverers that die at named places and at random ones: no
/// message is torn, lost or received twice, nobody waits for the dead, and no file is left.
class LocalPipeDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("brood.kills", 6);
    private static final int SMALL = 300;
    private static final int LARGE = 100_000;
    private static Brood brood;
    @TempDir private Path directory;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    private static ChildProcess mortal(String place, Action action) {
        return brood.process().name("mortal").systemProperty("brood.crash", place).start(action);
    }

    private static void awaitDeath(ChildProcess mortal) throws InterruptedException {
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(mortal.exitCode().getAsInt()).as("of its place").isIn(137, -9);
    }

    /// Makes a message: who, which, and bytes that tell whether it is whole.
    private static byte[] message(int sender, int number, int length) {
        byte[] bytes = new byte[Math.max(8, length)];
        java.util.Arrays.fill(bytes, (byte) (7 * sender + number));
        ByteBuffer.wrap(bytes).putInt(sender).putInt(number);
        return bytes;
    }

    /// Checks that a message is whole.
    ///
    /// @return its number
    private static int number(byte[] message, int sender) {
        ByteBuffer buffer = ByteBuffer.wrap(message);
        assertThat(buffer.getInt()).isEqualTo(sender);
        int number = buffer.getInt();
        for (int i = 8; i < message.length; i++) {
            if (message[i] != (byte) (7 * sender + number)) {
                throw new AssertionError("torn at " + i + " of " + message.length);
            }
        }
        return number;
    }

    private static int sender(byte[] message) {
        return ByteBuffer.wrap(message).getInt();
    }

    private static int length(int number, int usual) {
        return number % 5 == 0 ? usual / 3 : usual - number % 64;
    }

    private static void sendAll(Connection connection, int sender, int count, int usual)
            throws Exception {
        for (int i = 0; i < count; i++) {
            connection.sendBytes(message(sender, i, length(i, usual)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ring.put.locked, 300",
        "ring.put.half-written, 300",
        "ring.put.written, 300",
        "ring.put.committed, 300",
        "ring.put.unlocked, 300",
        "ring.put.padded, 300",
        "ring.wait.announced, 300",
        "ring.wait.woken, 300",
        "ring.room.claimed, 100000",
        "ring.room.file-announced, 100000",
        "ring.room.file-made, 100000",
        "ring.room.file-unlinked, 100000",
        "ring.room.file-named, 100000",
        "ring.room.written, 100000",
        "ring.put.spill-announced, 100000",
        "ring.put.spill-named, 100000",
        "ring.put.spill-committed, 100000",
        "ring.put.committed, 100000",
        "ring.put.drafting, 34000000",
        "ring.put.spill-named, 34000000",
    })
    void sender_diesAtAPlace_receiverHasWholeMessages_othersGoOn(String place, int usual)
            throws Exception {
        Pipe pipe = brood.newPipe().duplex(false).capacity(32_768).open();
        Connection sender = pipe.sender();
        int count = usual > 1 << 20 ? 3 : 500;
        boolean once = place.contains("file"); // a room's file is made but once
        int nth = once ? 1 : usual > 1 << 20 ? 2 : 3;
        SharedQueue<String> go = brood.queue(1);
        ChildProcess survivor =
                brood.start(() -> {
                    go.take();
                    sendAll(sender, 2, count, usual);
                });
        ChildProcess mortal =
                mortal(place + ":" + nth, () -> sendAll(sender, 1, Integer.MAX_VALUE, usual));
        if (once) {
            awaitDeath(mortal);
        }
        go.put("go");
        int[] next = new int[3];
        try {
            while (true) {
                byte[] message = pipe.receiver().receiveBytes();
                int from = sender(message);
                assertThat(number(message, from)).as("the next of %d", from).isEqualTo(next[from]);
                next[from]++;
            }
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("(pid ");
        }
        assertThat(next[2]).isEqualTo(count);
        awaitDeath(mortal);
        survivor.join();
        assertThat(survivor.failure()).isEmpty();
        pipe.close();
        go.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ring.take.locked, 300",
        "ring.take.copied, 300",
        "ring.take.committed, 300",
        "ring.take.unlocked, 300",
        "ring.wait.announced, 300",
        "ring.wait.woken, 300",
        "ring.take.copied, 100000",
        "ring.take.delete-announced, 100000",
        "ring.take.delete-committed, 100000",
        "ring.take.deleted, 100000",
        "ring.take.committed, 100000",
    })
    void receiver_diesAtAPlace_anotherGetsTheRest_noneTwice(String place, int usual)
            throws Exception {
        Pipe pipe = brood.newPipe().duplex(false).capacity(32_768).open();
        Connection receiver = pipe.receiver();
        SharedQueue<Integer> received = brood.queue(100_000);
        int count = 400;
        int nth = place.contains("wait") ? 1 : 3; // the other may have all but the first
        ChildProcess mortal = mortal(place + ":" + nth, () -> receiveAll(receiver, received));
        ChildProcess survivor =
                brood.start(() -> {
                    while (received.isEmpty()) {
                        LockSupport.parkNanos(100_000); // let the other have some
                    }
                    receiveAll(receiver, received);
                });
        int sent = 0;
        // Who has only come to wait after the last message would wait for ever.
        while (sent < count || (place.contains("wait") && mortal.isAlive())) {
            pipe.sender().sendBytes(message(1, sent, length(sent, usual)));
            sent++;
            if (place.contains("wait")) {
                LockSupport.parkNanos(300_000); // receivers come to wait
            }
        }
        awaitDeath(mortal);
        pipe.sender().close();
        assertThat(survivor.join(LONG)).isTrue();
        assertThat(survivor.failure()).isEmpty();
        Set<Integer> numbers = new TreeSet<>();
        int reported = received.size();
        received.drainTo(numbers);
        assertThat(numbers).as("none twice").hasSize(reported);
        assertThat(reported).as("all but what the dead had taken").isBetween(sent - 1, sent);
        pipe.close();
        received.close();
    }

    private static void receiveAll(Connection connection, SharedQueue<Integer> received)
            throws Exception {
        try {
            while (true) {
                received.put(number(connection.receiveBytes(), 1));
            }
        } catch (EOFException _) {
            // That was all.
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipe.enter.entered",
                "pipe.enter.held",
                "pipe.leave.left",
                "pipe.gone.named",
                "pipe.gone.marked",
                "ring.end.marked"
            })
    void holder_diesAtAPlace_theOtherEndLearnsOfIt(String place) throws Exception {
        Pipe pipe = brood.pipe();
        Connection theirs = pipe.second();
        SharedQueue<Connection> way = brood.queue(1);
        way.put(theirs); // under way, so that the child itself becomes a holder
        ChildProcess mortal = mortal(place, () -> way.take().close());
        awaitDeath(mortal);
        try {
            pipe.first().receive();
            throw new AssertionError("there was nothing to receive");
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("'mortal' (pid " + mortal.pid() + ")");
        }
        pipe.close();
        way.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe.gone.marked", "ring.end.marked", "ring.end.marked:2"})
    void end_goneAndNotBothRingsEnded_isGoneForAllThatIsAsked(String place) throws Exception {
        Pipe pipe = brood.pipe();
        Connection ours = pipe.first();
        Connection theirs = pipe.second();
        ChildProcess leaver;
        try (Pause pause = Pause.in(directory)) {
            leaver =
                    brood.process()
                            .name("leaver")
                            .systemProperty("brood.pause", pause.at(place))
                            .start(() -> {
                                theirs.receive();
                                theirs.send("last words");
                                theirs.close();
                            });
            theirs.close();
            ours.send("go");
            pause.awaitReached(LONG);
            assertThat(ours.receive()).isEqualTo("last words");
            assertThat(ours.poll()).isTrue();
            assertThat(ours.poll(LONG)).isTrue();
            assertThat(Connection.anyReady(List.of(ours), LONG)).containsExactly(ours);
            assertThatThrownBy(() -> ours.send("anyone?"))
                    .isInstanceOf(BrokenPipeException.class)
                    .hasMessageContaining("closed by 'leaver' (pid " + leaver.pid() + ")");
            assertThatThrownBy(() -> ours.receive(LONG)).isInstanceOf(EOFException.class);
            assertThatThrownBy(ours::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("closed by 'leaver' (pid " + leaver.pid() + ")");
        }
        leaver.join();
        assertThat(leaver.failure()).isEmpty();
        pipe.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe.recover.marked", "pipe.recover.left", "pipe.gone.marked"})
    void recovery_diesAtAPlace_isDoneByTheNext(String place) throws Exception {
        Pipe pipe = brood.pipe();
        Connection theirs = pipe.second();
        ChildProcess mortal =
                mortal(
                        place,
                        () -> {
                            ChildProcess holder = Brood.local().start(() -> theirs.receive());
                            theirs.poll();
                            holder.kill();
                            theirs.close();
                            holder.join();
                        });
        awaitDeath(mortal);
        try {
            pipe.first().receive();
            throw new AssertionError("there was nothing to receive");
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("the other end");
        }
        pipe.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipe.create.allocated",
                "pipe.create.claimed",
                "pipe.create.half",
                "pipe.create.rings",
                "pipe.create.published",
                "pipe.leave.left",
                "pipe.gone.marked",
                "pipe.unlink.one",
                "ring.unlink.file",
                "pipe.over.unlinked"
            })
    void maker_diesAtAPlace_nothingIsLeft(String place) throws Exception {
        Set<String> before = ringFiles();
        awaitDeath(mortal(place, () -> Brood.local().pipe().close()));
        Await.until(LONG, "its files to go", () -> before.containsAll(ringFiles()));
    }

    private static Set<String> ringFiles() {
        String own = ProcessHandle.current().pid() + "";
        try (Stream<Path> trees = Files.list(TreeDirectory.base())) {
            List<Path> ours =
                    trees.filter(each -> each.getFileName().toString().startsWith("brood-"))
                            .filter(each -> each.getFileName().toString().contains(own))
                            .toList();
            assertThat(ours).isNotEmpty();
            Set<String> names = new TreeSet<>();
            for (Path each : ours) {
                try (Stream<Path> files = Files.list(each)) {
                    names.addAll(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.startsWith("ring-"))
                                    .collect(Collectors.toSet()));
                }
            }
            return names;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Deadline(seconds = 1200)
    void killedAtRandom_nothingIsTorn_lost_orLeft() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        Set<Long> numbers = new TreeSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            String what = "kill %d, seed %d".formatted(kill, seed);
            int usual = random.nextInt(3) == 0 ? LARGE : SMALL;
            long time = random.nextLong(20_000_000);
            if (kill % 2 == 0) {
                numbers.add(killSender(usual, time, what));
            } else {
                numbers.add(killReceiver(usual, time, what));
            }
        }
        Await.until(LONG, "all files to go", () -> filesOf(numbers).isEmpty());
    }

    /// Returns the files there are of pipes.
    ///
    /// @param numbers of their first rings; those of the second follow
    private static List<String> filesOf(Set<Long> numbers) {
        return ringFiles().stream()
                .filter(name -> {
                    long number = Long.parseLong(name.split("-", 3)[1]);
                    return numbers.contains(number) || numbers.contains(number - 1);
                })
                .toList();
    }

    private static long number(Pipe pipe) {
        assertThat(pipe.first().name()).startsWith("pipe-");
        return Long.parseLong(pipe.first().name().substring("pipe-".length()));
    }

    /// @return the number of the pipe
    private static long killSender(int usual, long nanos, String what) throws Exception {
        Pipe pipe = brood.newPipe().capacity(65_536).open();
        Connection theirs = pipe.second();
        ChildProcess victim = brood.start(() -> sendAll(theirs, 1, Integer.MAX_VALUE, usual));
        int next = 0;
        long start = System.nanoTime();
        boolean killed = false;
        try {
            while (true) {
                assertThat(number(pipe.first().receiveBytes(), 1)).as(what).isEqualTo(next++);
                if (!killed && System.nanoTime() - start > nanos) {
                    victim.kill();
                    killed = true;
                }
            }
        } catch (EOFException e) {
            assertThat(e).as(what).hasMessageContaining("(pid " + victim.pid() + ")");
        }
        assertThat(victim.join(LONG)).isTrue();
        pipe.close();
        return number(pipe);
    }

    /// @return the number of the pipe
    private static long killReceiver(int usual, long nanos, String what) throws Exception {
        Pipe pipe = brood.newPipe().capacity(65_536).open();
        Connection theirs = pipe.second();
        ChildProcess victim =
                brood.start(() -> {
                    while (true) {
                        theirs.send(number(theirs.receiveBytes(), 1));
                    }
                });
        FutureTask<Boolean> sender =
                new FutureTask<>(() -> {
                    try {
                        sendAll(pipe.first(), 1, Integer.MAX_VALUE, usual);
                        return false;
                    } catch (BrokenPipeException _) {
                        return true;
                    }
                });
        Thread.ofPlatform().daemon().start(sender);
        List<Integer> acknowledged = new ArrayList<>();
        long start = System.nanoTime();
        boolean killed = false;
        try {
            while (true) {
                acknowledged.add((Integer) pipe.first().receive());
                if (!killed && System.nanoTime() - start > nanos) {
                    victim.kill();
                    killed = true;
                }
            }
        } catch (EOFException e) {
            assertThat(e).as(what).hasMessageContaining("(pid " + victim.pid() + ")");
        }
        for (int i = 0; i < acknowledged.size(); i++) {
            assertThat(acknowledged.get(i)).as(what).isEqualTo(i);
        }
        assertThat(sender.get(60, TimeUnit.SECONDS)).as(what).isTrue();
        assertThat(victim.join(LONG)).isTrue();
        pipe.close();
        return number(pipe);
    }
}
