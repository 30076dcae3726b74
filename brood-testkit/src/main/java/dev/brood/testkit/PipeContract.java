package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.DecodingException;
import dev.brood.EncodingException;
import dev.brood.Pipe;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What every engine's [Pipe] and [Connection] carry: rows C-01 to C-10 of CPython's
/// `multiprocessing`, its tests `_TestConnection` and `_TestPoll`, and more. What becomes of a pipe
/// whose ends go is in [PipeEndsContract], more of bytes in [PipeBytesContract].
public abstract class PipeContract extends EngineContract {

    /// For subclasses.
    protected PipeContract() {}

    /// A value as users have them.
    ///
    /// @param name a text
    /// @param values arrays that travel beside the rest
    record Sample(String name, List<double[]> values) {}

    /// Sends back what comes, as bytes, until an empty message.
    static void echo(Connection connection) throws Exception {
        byte[] message = connection.receiveBytes();
        while (message.length > 0) {
            connection.sendBytes(message);
            message = connection.receiveBytes();
        }
        connection.close();
    }

    /// Returns bytes that look like any.
    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        RandomGeneratorFactory.getDefault().create(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    @Covers({"C-01", "C-02", "C-03", "C-10", "test_connection"})
    void send_objectsThroughAChildThatRelaysBytes_arriveAsSent() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess child = brood().start(() -> echo(theirs));
        Connection ours = pipe.first();
        List<Object> sent =
                List.of(1, 2.25, "text", List.of(1, List.of("a", 'b')), Map.of("k", 7L));
        for (Object each : sent) {
            ours.send(each);
            assertThat(ours.receive()).isEqualTo(each);
        }
        ours.send(null);
        assertThat(ours.receive()).isNull();
        double[] values = new double[50_000];
        Arrays.setAll(values, i -> i / 3.0);
        ours.send(new Sample("large", List.of(values)));
        Sample back = ours.receive(Sample.class);
        assertThat(back.name()).isEqualTo("large");
        assertThat(Arrays.equals(back.values().getFirst(), values)).isTrue();
        ours.sendBytes(new byte[0]);
        assertThatThrownBy(ours::receive)
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("closed by")
                .hasMessageContaining("(pid " + child.pid() + ")");
        child.join();
        assertThat(child.exitCode()).hasValue(0);
    }

    @Test
    @Covers({"C-02", "C-10"})
    void send_ofAnySizes_atOnce_keepsOrderAndBytes() throws Exception {
        long seed = System.nanoTime();
        int messages = 300;
        Pipe pipe = brood().newPipe().duplex(false).capacity(50_000).open();
        Connection sender = pipe.sender();
        ChildProcess child =
                brood().start(() -> {
                    RandomGenerator sizes = RandomGeneratorFactory.getDefault().create(seed);
                    for (int i = 0; i < messages; i++) {
                        sender.sendBytes(random(size(sizes), i));
                    }
                });
        RandomGenerator sizes = RandomGeneratorFactory.getDefault().create(seed);
        for (int i = 0; i < messages; i++) {
            byte[] expected = random(size(sizes), i);
            assertThat(Arrays.equals(pipe.receiver().receiveBytes(), expected))
                    .as("message %d, seed %d", i, seed)
                    .isTrue();
        }
        child.join();
        assertThatThrownBy(() -> pipe.receiver().receive()).isInstanceOf(EOFException.class);
        pipe.close();
    }

    private static int size(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(100);
            case 2 -> random.nextInt(20_000);
            default -> random.nextInt(1 << random.nextInt(22));
        };
    }

    @Test
    @Covers({"C-01", "C-08", "test_duplex_false"})
    void oneWay_wrongDirection_isRefused() throws Exception {
        try (Pipe pipe = brood().newPipe().duplex(false).name("down").open()) {
            pipe.second().send(1);
            assertThat(pipe.first().receive()).isEqualTo(1);
            assertThat(pipe.receiver()).isSameAs(pipe.first());
            assertThat(pipe.sender()).isSameAs(pipe.second());
            assertThat(pipe.first().isReadable()).isTrue();
            assertThat(pipe.first().isWritable()).isFalse();
            assertThat(pipe.second().isReadable()).isFalse();
            assertThat(pipe.second().isWritable()).isTrue();
            assertThatThrownBy(() -> pipe.first().send(2))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("the first end of pipe 'down' only receives");
            assertThatThrownBy(() -> pipe.second().receive())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("the second end of pipe 'down' only sends");
            assertThatThrownBy(() -> pipe.second().poll())
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    @Covers({"C-07", "test_empty_string", "test_dont_merge", "test_strings"})
    void poll_seesEachMessage_andTakesNone() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        assertThat(pipe.first().poll()).isFalse();
        assertThat(pipe.first().poll(Duration.ofSeconds(-1))).isFalse();
        assertThat(pipe.first().poll(SHORT)).isFalse();
        ChildProcess child =
                brood().start(() -> {
                    for (String text : List.of("hello", "", "a", "b", "", "bye", "")) {
                        theirs.sendBytes(text.getBytes(US_ASCII));
                    }
                });
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            assertThat(pipe.first().poll(LONG)).isTrue();
            assertThat(pipe.first().poll()).as("stable").isTrue();
            received.add(new String(pipe.first().receiveBytes(), US_ASCII));
        }
        assertThat(received).containsExactly("hello", "", "a", "b", "", "bye", "");
        child.join();
        assertThat(pipe.first().poll()).as("the end can be received").isTrue();
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EOFException.class);
        assertThat(pipe.first().poll(LONG)).isTrue();
        pipe.close();
    }

    @Test
    @Covers({"C-07", "test_boundaries"})
    void poll_inOneProcess_takesNothingOfAMessageFromAnother() throws Exception {
        Pipe messages = brood().pipe();
        Pipe answers = brood().pipe();
        Connection theirs = messages.second();
        Connection answer = answers.second();
        ChildProcess child =
                brood().start(() -> {
                    answer.send(theirs.poll(Duration.ofSeconds(60)));
                    answer.receive();
                });
        byte[] message = random(3000, 2);
        messages.first().sendBytes(message);
        assertThat(answers.first().receive()).isEqualTo(true);
        assertThat(theirs.receiveBytes()).isEqualTo(message);
        answers.first().send("done");
        child.join();
        assertThat(child.exitCode()).hasValue(0);
        messages.close();
        answers.close();
    }

    @Test
    @Covers("C-03")
    void receive_timesOut_andLosesNothing() throws Exception {
        try (Pipe pipe = brood().newPipe().name("slow").open()) {
            assertThatThrownBy(() -> pipe.first().receive(SHORT))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("to the first end of pipe 'slow'");
            assertThatThrownBy(() -> pipe.first().receive(Duration.ofSeconds(-1)))
                    .isInstanceOf(TimeoutException.class);
            pipe.second().send("x");
            assertThat(pipe.first().receive(Duration.ZERO)).isEqualTo("x");
        }
    }

    @Test
    @Covers({"C-02", "C-03"})
    void messages_thatCannotTravelOrArrive_areErrorsOfThatCall() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            assertThatThrownBy(() -> pipe.first().send(new Object()))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("java.lang.Object");
            assertThat(pipe.second().poll()).isFalse();
            pipe.first().sendBytes("not what the codec wrote".getBytes(US_ASCII));
            pipe.first().send(5);
            assertThatThrownBy(() -> pipe.second().receive()).isInstanceOf(DecodingException.class);
            assertThatThrownBy(() -> pipe.second().receive(String.class))
                    .isInstanceOf(ClassCastException.class)
                    .hasMessage(
                            "expected a message of java.lang.String, received one of"
                                    + " java.lang.Integer");
        }
    }

    @Test
    @Covers({"C-09", "_TestConnection.test_context"})
    void close_endsTheUseHere_andSaysSo() throws Exception {
        Pipe pipe = brood().newPipe().name("brief").open();
        try (Connection a = pipe.first()) {
            a.send(17);
            assertThat(pipe.second().receive()).isEqualTo(17);
        }
        assertThat(pipe.first().isClosed()).isTrue();
        assertThatThrownBy(() -> pipe.first().receive())
                .isInstanceOf(ClosedException.class)
                .hasMessage("the first end of pipe 'brief' is closed by this process");
        assertThatThrownBy(() -> pipe.first().send(1)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> pipe.first().poll()).isInstanceOf(ClosedException.class);
        pipe.first().close();
        pipe.close();
        assertThat(pipe.first().toString()).isEqualTo("the first end of pipe 'brief' (closed)");
    }

    @Test
    @Covers("C-02")
    void send_whenFull_waitsForTheReceiver() throws Exception {
        try (Pipe pipe = brood().newPipe().capacity(4096).open()) {
            byte[] message = new byte[100];
            int sent = 0;
            while (pipe.first().send(message, Duration.ZERO)) {
                sent++;
            }
            assertThat(sent).isBetween(20, 40);
            assertThat(pipe.first().send(message, SHORT)).isFalse();
            String last = "at last ".repeat(20);
            Connection theirs = pipe.second();
            int expected = sent;
            ChildProcess child =
                    brood().start(() -> {
                        for (int i = 0; i < expected; i++) {
                            assertThat(theirs.receive(byte[].class)).hasSize(100);
                        }
                        assertThat(theirs.receive()).isEqualTo(last);
                    });
            pipe.first().send(last);
            child.join();
            assertThat(child.exitCode()).hasValue(0);
        }
    }

    @Test
    @Covers("C-02")
    void send_ofLargeMessages_boundsTheirNumber() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            byte[] message = new byte[2 << 20];
            int sent = 0;
            while (pipe.first().send(message, Duration.ZERO)) {
                sent++;
            }
            assertThat(sent).isEqualTo(2);
            assertThat(pipe.first().send("small", Duration.ZERO)).isTrue();
            assertThat(pipe.second().receive(byte[].class)).hasSize(2 << 20);
            assertThat(pipe.first().send(message, LONG)).isTrue();
        }
    }

    @Test
    @Covers("C-01")
    void newPipe_badOptions_areRefused() {
        assertThatThrownBy(() -> brood().newPipe().capacity(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pipe's capacity must be at least 1 byte, was 0");
    }

    @Test
    @Covers({"C-01", "W-11"})
    void manyHolders_eachMessageGoesToOne_whole() throws Exception {
        int perSender = 400;
        Pipe work = brood().newPipe().duplex(false).capacity(20_000).open();
        Pipe sums = brood().newPipe().duplex(false).open();
        Connection in = work.sender();
        Connection out = work.receiver();
        Connection report = sums.sender();
        List<ChildProcess> receivers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            receivers.add(brood().start(() -> report.send(sumOfAll(out))));
        }
        List<ChildProcess> senders = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            byte mark = (byte) i;
            senders.add(
                    brood().start(() -> {
                        for (int n = 0; n < perSender; n++) {
                            byte[] message = new byte[n % 7 == 0 ? 30_000 : n];
                            Arrays.fill(message, mark);
                            in.sendBytes(message);
                        }
                    }));
        }
        int total = (Integer) sums.receiver().receive() + (Integer) sums.receiver().receive();
        assertThat(total).isEqualTo(2 * perSender);
        for (ChildProcess each : senders) {
            each.join();
            assertThat(each.exitCode()).hasValue(0);
        }
        for (ChildProcess each : receivers) {
            each.join();
            assertThat(each.exitCode()).hasValue(0);
        }
        work.close();
        sums.close();
    }

    /// Receives to the end.
    ///
    /// @return how many messages, each all of one mark
    private static int sumOfAll(Connection connection) throws IOException, InterruptedException {
        int count = 0;
        while (true) {
            byte[] message;
            try {
                message = connection.receiveBytes();
            } catch (EOFException _) {
                return count;
            }
            for (byte each : message) {
                assertThat(each).isEqualTo(message[0]);
            }
            count++;
        }
    }

    @Test
    @Covers("C-03")
    void receive_nullAndTypes_areTold() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            pipe.first().send(null);
            @Nullable Object received = pipe.second().receive();
            assertThat(received).isNull();
            pipe.first().send(null);
            assertThatThrownBy(() -> pipe.second().receive(String.class))
                    .isInstanceOf(ClassCastException.class)
                    .hasMessageEndingWith("received null");
        }
    }
}
