package dev.brood.bench.side;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.brood.Brood;
import dev.brood.bench.cases.Case;
import dev.brood.bench.cases.Cases;
import dev.brood.bench.cases.Samples;
import dev.brood.bench.cases.Session;
import dev.brood.bench.cases.Setup;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;

/// Our side: measures what it is told to on standard input, and answers on standard output.
///
/// | order | answer |
/// |---|---|
/// | `open CASE START_METHOD SCALE ARGUMENT` | the case is set up and has warmed up |
/// | `sample` | lines `= METRIC UNIT VALUE` |
/// | `close` | the case has ended |
///
/// An answer ends with the line `ok`, or with `failed` and a message. The end of standard input
/// ends the program.
public final class Peer {
    private final PrintStream out;
    private @Nullable Session session;

    private Peer(PrintStream out) {
        this.out = out;
    }

    /// Takes orders until there are no more.
    ///
    /// @param args none
    /// @throws IOException if standard input can't be read
    public static void main(String... args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // so that no other output is taken for an answer
        Peer peer = new Peer(answers);
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                peer.answer(line.split(" ", -1));
            }
        }
        System.exit(0);
    }

    private void answer(String... order) {
        try {
            obey(order);
            out.println("ok");
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            out.println("failed " + e.toString().replace('\n', ' '));
        }
        out.flush();
    }

    private void obey(String... order) throws Exception {
        switch (order[0]) {
            case "open" -> open(order[1], Double.parseDouble(order[3]), Long.parseLong(order[4]));
            case "sample" -> sampleTo(this::print);
            case "close" -> close();
            default -> throw new IllegalArgumentException("no such order: " + order[0]);
        }
    }

    private void open(String name, double scale, long argument) throws Exception {
        Case chosen = Cases.named(name);
        session = chosen.opening().open(new Setup(Brood.local(), scale, argument));
        for (int i = 0; i < chosen.warmUps(); i++) {
            sampleTo((_, _, _) -> {});
        }
    }

    private void sampleTo(Samples samples) throws Exception {
        if (session == null) {
            throw new IllegalStateException("no case is open");
        }
        session.sample(samples);
    }

    private void print(String metric, String unit, double value) {
        out.println("= " + metric + " " + unit + " " + value);
    }

    private void close() throws Exception {
        if (session != null) {
            session.end();
            session = null;
        }
    }
}
