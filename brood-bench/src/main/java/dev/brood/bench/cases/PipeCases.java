package dev.brood.bench.cases;

import dev.brood.Action;
import dev.brood.Connection;
import dev.brood.Pipe;

import java.util.List;

/// Pipes: one message to and fro, and many one way, as objects and as bytes, through pipes that
/// lead both ways and one way.
final class PipeCases {
    private static final int LARGE_WARM_UPS = 4;
    private static final int TURNS = 10_000;
    private static final int KILOS = 400_000;
    private static final int LARGE = 16 << 20;
    private static final int LARGES = 20;

    static final List<Case> ALL =
            List.of(
                    new Case("pipe.pingpong", s -> Sessions.of(pingPong(s), pingPongOfBytes(s))),
                    new Case("pipe.throughput.1k", s -> allWays(s, s.count(KILOS), 1024)),
                    new Case(
                            "pipe.throughput.16m",
                            LARGE_WARM_UPS,
                            s ->
                                    Sessions.of(
                                            allWays(s, s.count(LARGES), LARGE),
                                            intoBuffer(s, s.count(LARGES)))));

    private PipeCases() {}

    private static Session pingPong(Setup setup) {
        int turns = setup.count(TURNS);
        Pipe pipe = setup.brood().pipe();
        Connection one = pipe.first();
        Connection other = pipe.second();
        Action ask =
                () -> {
                    for (int i = 0; i < turns; i++) {
                        one.send(i & 255);
                        one.receive();
                    }
                };
        Action answer =
                () -> {
                    for (int i = 0; i < turns; i++) {
                        other.send(other.receive());
                    }
                };
        return new StepSession(
                setup,
                List.of(ask, answer),
                (samples, nanos) -> samples.time("round_trip.int", "us", nanos / turns),
                pipe);
    }

    private static Session pingPongOfBytes(Setup setup) {
        int turns = setup.count(TURNS);
        Pipe pipe = setup.brood().pipe();
        Connection one = pipe.first();
        Connection other = pipe.second();
        byte[] item = QueueCases.randomBytes(8);
        Action ask =
                () -> {
                    for (int i = 0; i < turns; i++) {
                        one.sendBytes(item);
                        one.receiveBytes();
                    }
                };
        Action answer =
                () -> {
                    for (int i = 0; i < turns; i++) {
                        other.sendBytes(other.receiveBytes());
                    }
                };
        return new StepSession(
                setup,
                List.of(ask, answer),
                (samples, nanos) -> samples.time("round_trip.8_bytes", "us", nanos / turns),
                pipe);
    }

    private static Session allWays(Setup setup, int items, int size) {
        return Sessions.of(
                objects(setup, true, items, size),
                bytes(setup, true, items, size),
                objects(setup, false, items, size),
                bytes(setup, false, items, size));
    }

    private static String kind(boolean duplex) {
        return duplex ? "duplex" : "oneway";
    }

    private static Session objects(Setup setup, boolean duplex, int items, int size) {
        byte[] item = QueueCases.randomBytes(size);
        Pipe pipe = setup.brood().newPipe().duplex(duplex).open();
        Connection in = pipe.first();
        Connection out = pipe.second();
        Action send =
                () -> {
                    for (int i = 0; i < items; i++) {
                        out.send(item);
                    }
                };
        Action receive =
                () -> {
                    for (int i = 0; i < items; i++) {
                        in.receive();
                    }
                };
        return oneWay(setup, pipe, "send." + kind(duplex), (double) items * size, send, receive);
    }

    /// Measures arrays of bytes, sent as such.
    static Session bytes(Setup setup, boolean duplex, int items, int size) {
        byte[] item = QueueCases.randomBytes(size);
        Pipe pipe = setup.brood().newPipe().duplex(duplex).open();
        Connection in = pipe.first();
        Connection out = pipe.second();
        Action send = sendAll(out, item, items);
        Action receive =
                () -> {
                    for (int i = 0; i < items; i++) {
                        in.receiveBytes();
                    }
                };
        String metric = "send_bytes." + kind(duplex);
        return oneWay(setup, pipe, metric, (double) items * size, send, receive);
    }

    private static Action sendAll(Connection out, byte[] item, int items) {
        return () -> {
            for (int i = 0; i < items; i++) {
                out.sendBytes(item);
            }
        };
    }

    private static Session oneWay(
            Setup setup, Pipe pipe, String metric, double bytes, Action send, Action receive) {
        return new StepSession(
                setup,
                List.of(send, receive),
                (samples, nanos) -> samples.bandwidth(metric, bytes, nanos),
                pipe);
    }

    /// What a program does that knows how long its messages are. CPython's side has no such metric.
    private static Session intoBuffer(Setup setup, int items) {
        Pipe pipe = setup.brood().newPipe().duplex(false).open();
        Connection in = pipe.first();
        Connection out = pipe.second();
        Action send = sendAll(out, QueueCases.randomBytes(LARGE), items);
        Action receive =
                () -> {
                    byte[] buffer = new byte[LARGE];
                    for (int i = 0; i < items; i++) {
                        in.receiveBytesInto(buffer, 0);
                    }
                };
        double bytes = (double) items * LARGE;
        return oneWay(setup, pipe, "receive_into.oneway", bytes, send, receive);
    }
}
