package dev.brood.bench;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.Connection;
import dev.brood.Pipe;

import java.util.List;

/// Pipes: one message to and fro, and many one way, as objects and as bytes, through pipes that
/// lead both ways and one way.
public final class PipeBench {
    private static final int UNMEASURED = 4;
    private static final int TURNS = 10_000;
    private static final int KILO = 1024;
    private static final int KILOS = 400_000;
    private static final int LARGE = 16 << 20;
    private static final int LARGES = 20;

    private PipeBench() {}

    /// Measures.
    ///
    /// @param args what the names of the cases to measure begin with, all if none is given
    /// @throws Exception if a child fails
    public static void main(String... args) throws Exception {
        Case.run(CASES, args);
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("pipe.pingpong round_trip.int", PipeBench::pingPong),
                    new Case("pipe.pingpong round_trip.8_bytes", PipeBench::pingPongOfBytes),
                    new Case("pipe.throughput.1k send.duplex", kilos(true, false)),
                    new Case("pipe.throughput.1k send_bytes.duplex", kilos(true, true)),
                    new Case("pipe.throughput.1k send.oneway", kilos(false, false)),
                    new Case("pipe.throughput.1k send_bytes.oneway", kilos(false, true)),
                    new Case("pipe.throughput.16m send.duplex", larges(true, false)),
                    new Case("pipe.throughput.16m send_bytes.duplex", larges(true, true)),
                    new Case("pipe.throughput.16m send.oneway", larges(false, false)),
                    new Case("pipe.throughput.16m send_bytes.oneway", larges(false, true)),
                    new Case("pipe.throughput.16m receive_bytes_into", PipeBench::intoBuffer));

    private static Figure pingPong(Brood brood, int rounds, String name)
            throws InterruptedException {
        Pipe pipe = brood.pipe();
        Connection one = pipe.first();
        Connection other = pipe.second();
        Action ask =
                () -> {
                    for (int i = 0; i < TURNS; i++) {
                        one.send(i & 255);
                        one.receive();
                    }
                };
        Action answer =
                () -> {
                    for (int i = 0; i < TURNS; i++) {
                        other.send(other.receive());
                    }
                };
        return roundTrips(brood, rounds, name, ask, answer);
    }

    private static Figure pingPongOfBytes(Brood brood, int rounds, String name)
            throws InterruptedException {
        Pipe pipe = brood.pipe();
        Connection one = pipe.first();
        Connection other = pipe.second();
        byte[] item = QueueBench.randomBytes(8);
        Action ask =
                () -> {
                    for (int i = 0; i < TURNS; i++) {
                        one.sendBytes(item);
                        one.receiveBytes();
                    }
                };
        Action answer =
                () -> {
                    for (int i = 0; i < TURNS; i++) {
                        other.sendBytes(other.receiveBytes());
                    }
                };
        return roundTrips(brood, rounds, name, ask, answer);
    }

    private static Figure roundTrips(
            Brood brood, int rounds, String name, Action ask, Action answer)
            throws InterruptedException {
        double[] spans = InStep.run(brood, UNMEASURED, rounds, List.of(ask, answer));
        return Figure.of(name, "us", spans, span -> span / TURNS / 1e3);
    }

    private static Case.Measure kilos(boolean duplex, boolean raw) {
        return (brood, rounds, name) -> {
            byte[] item = QueueBench.randomBytes(KILO);
            return throughput(brood, rounds, name, duplex, raw, item, KILOS);
        };
    }

    private static Case.Measure larges(boolean duplex, boolean raw) {
        return (brood, rounds, name) -> {
            byte[] item = QueueBench.randomBytes(LARGE);
            return throughput(brood, rounds, name, duplex, raw, item, LARGES);
        };
    }

    private static Figure throughput(
            Brood brood,
            int rounds,
            String name,
            boolean duplex,
            boolean raw,
            byte[] item,
            int items)
            throws InterruptedException {
        Pipe pipe = brood.newPipe().duplex(duplex).open();
        Connection in = pipe.first();
        Connection out = pipe.second();
        Action send =
                () -> {
                    for (int i = 0; i < items; i++) {
                        if (raw) {
                            out.sendBytes(item);
                        } else {
                            out.send(item);
                        }
                    }
                };
        Action receive =
                () -> {
                    for (int i = 0; i < items; i++) {
                        if (raw) {
                            in.receiveBytes();
                        } else {
                            in.receive();
                        }
                    }
                };
        double bytes = (double) items * item.length;
        double[] spans = InStep.run(brood, UNMEASURED, rounds, List.of(send, receive));
        return Figure.of(name, "GB/s", spans, span -> bytes / span);
    }

    /// What a program does that knows how long its messages are. CPython's benchmarks have no such
    /// case.
    private static Figure intoBuffer(Brood brood, int rounds, String name)
            throws InterruptedException {
        Pipe pipe = brood.newPipe().duplex(false).open();
        Connection in = pipe.first();
        Connection out = pipe.second();
        byte[] item = QueueBench.randomBytes(LARGE);
        Action send =
                () -> {
                    for (int i = 0; i < LARGES; i++) {
                        out.sendBytes(item);
                    }
                };
        Action receive =
                () -> {
                    byte[] buffer = new byte[LARGE];
                    for (int i = 0; i < LARGES; i++) {
                        in.receiveBytesInto(buffer, 0);
                    }
                };
        double[] spans = InStep.run(brood, UNMEASURED, rounds, List.of(send, receive));
        return Figure.of(name, "GB/s", spans, span -> (double) LARGES * LARGE / span);
    }
}
