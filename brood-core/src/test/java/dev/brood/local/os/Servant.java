package dev.brood.local.os;

import dev.brood.junit.Jvm;
import dev.brood.junit.JvmOptions;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A JVM that obeys orders of a test: one line each, answered by one line each.
public final class Servant implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Jvm jvm;
    private final OutputStream orders;
    private int number;

    private Servant(Jvm jvm) {
        this.jvm = jvm;
        this.orders = jvm.process().getOutputStream();
    }

    /// What the JVM does with its orders.
    @FunctionalInterface
    public interface Master {
        /// Obeys.
        ///
        /// @param order its words
        /// @return the answer
        @Nullable Object obey(List<String> order) throws Exception;
    }

    /// Prepares a JVM that starts fast.
    ///
    /// @param main calls [#serve], if it is to be a servant
    public static JvmOptions options(Class<?> main) {
        return Jvm.running(main)
                .flags("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx64m");
    }

    /// Starts one.
    public static Servant start(Class<?> main, String... args) {
        return new Servant(options(main).args(args).start());
    }

    /// Starts one.
    public static Servant start(JvmOptions options) {
        return new Servant(options.start());
    }

    /// Obeys to the end of the orders; for the main method of a servant.
    public static void serve(Master master) throws IOException {
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            List<String> words = Arrays.asList(line.split(" ", -1));
            String answer;
            try {
                answer = String.valueOf(master.obey(words.subList(1, words.size())));
            } catch (Exception e) {
                answer = "threw " + e;
            }
            System.out.println(words.getFirst() + " " + answer.replace('\n', ' '));
        }
    }

    /// Gives an order and waits for the answer.
    ///
    /// @param order words without blanks in them
    public String ask(Object... order) throws InterruptedException {
        return answer(tell(order));
    }

    /// Gives an order without waiting.
    ///
    /// @return its number, for [#answer]
    public int tell(Object... order) {
        StringBuilder line = new StringBuilder().append(++number);
        for (Object word : order) {
            line.append(' ').append(word);
        }
        try {
            orders.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("order '" + line.toString().strip() + "' to " + jvm, e);
        }
        return number;
    }

    /// Waits for the answer to an order.
    public String answer(int order) throws InterruptedException {
        String mark = order + " ";
        return jvm.awaitLine(line -> line.startsWith(mark), PATIENCE).substring(mark.length());
    }

    public Jvm jvm() {
        return jvm;
    }

    public int pid() {
        return (int) jvm.pid();
    }

    /// Kills it and waits for its end.
    public void kill() throws InterruptedException {
        jvm.kill();
        int value = jvm.awaitExit(PATIENCE);
        if (value != 137) {
            throw new AssertionError(jvm + " was not killed but ended by itself: " + jvm.stderr());
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
