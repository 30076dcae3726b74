package dev.brood.bench.side;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program that measures one side, in a process of its own, and does nothing until it is told to.
public final class Side implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int TAIL = 12;
    private static final String GONE = "gone";

    private final String name;
    private final Process process;
    private final Path errors;
    private final PrintStream orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /// Starts a program.
    ///
    /// @param name what messages call it
    /// @param command its command line
    /// @throws IOException if it can't be started
    Side(String name, List<String> command) throws IOException {
        this.name = name;
        errors = Files.createTempFile("brood-bench-", ".err");
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        orders = new PrintStream(process.getOutputStream(), true, UTF_8);
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            answers.add("failed " + e);
        }
        answers.add(GONE);
    }

    /// Has it set a case up and warm up.
    ///
    /// @param bench name of the case
    /// @param method how CPython starts processes; our side does not care
    /// @param scale what to multiply numbers of operations by
    /// @param argument of a case that has one; else 0
    /// @throws SideException if it can't
    /// @throws InterruptedException if interrupted
    public void open(String bench, String method, double scale, long argument)
            throws SideException, InterruptedException {
        order("open " + bench + " " + method + " " + scale + " " + argument);
    }

    /// Has it do the work once.
    ///
    /// @return what it measured, by metric
    /// @throws SideException if it fails
    /// @throws InterruptedException if interrupted
    public Map<String, Measured> sample() throws SideException, InterruptedException {
        Map<String, Measured> measured = new LinkedHashMap<>();
        for (String line : order("sample")) {
            String[] parts = line.split(" ", -1);
            measured.computeIfAbsent(parts[1], _ -> new Measured(parts[2], new ArrayList<>()))
                    .values()
                    .add(Double.valueOf(parts[3]));
        }
        return measured;
    }

    /// Has it end the case.
    ///
    /// @throws SideException if it can't
    /// @throws InterruptedException if interrupted
    public void end() throws SideException, InterruptedException {
        order("close");
    }

    private List<String> order(String order) throws SideException, InterruptedException {
        orders.println(order);
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw failure(order, "no answer for " + PATIENCE.toMinutes() + " minutes");
            } else if (line.equals("ok")) {
                return lines;
            } else if (line.equals(GONE)) {
                throw failure(order, "its process has ended");
            } else if (line.startsWith("failed ")) {
                throw failure(order, line.substring("failed ".length()));
            } else if (line.startsWith("= ")) {
                lines.add(line);
            }
        }
    }

    private SideException failure(String order, String reason) {
        List<String> told;
        try (Stream<String> lines = Files.lines(errors)) {
            List<String> all = lines.toList();
            told = all.subList(Math.max(0, all.size() - TAIL), all.size());
        } catch (IOException | UncheckedIOException e) {
            told = List.of("(its standard error can't be read: " + e + ")");
        }
        String end = told.isEmpty() ? "" : "\n  " + String.join("\n  ", told);
        return new SideException("%s, told to '%s': %s%s".formatted(name, order, reason, end));
    }

    /// Ends the program and all it has started.
    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException _) {
            kill();
            Thread.currentThread().interrupt();
        }
        try {
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
