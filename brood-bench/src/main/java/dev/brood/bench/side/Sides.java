package dev.brood.bench.side;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts the programs of both sides.
public final class Sides implements AutoCloseable {
    private static final String SCRIPT = "peer.py";

    /// How our side may run.
    private static final Map<String, List<String>> VARIANTS =
            Map.of(
                    "warm", List.of(),
                    "cold", List.of("-Dbrood.spares=0"),
                    "four_spares", List.of("-Dbrood.spares=4"));

    private final Path script;
    private final Optional<String> python;

    /// Looks for CPython.
    ///
    /// @param wanted whether its side is to be measured at all
    /// @throws IOException if the temporary folder can't be written
    public Sides(boolean wanted) throws IOException {
        script = Files.createTempDirectory("brood-bench-").resolve(SCRIPT);
        try (InputStream in = Sides.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IOException(SCRIPT + " is missing in this program");
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        python = wanted ? version() : Optional.empty();
    }

    private static Optional<String> version() {
        try {
            Process process =
                    new ProcessBuilder("python3", "--version").redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            boolean ended = process.waitFor(1, TimeUnit.MINUTES);
            return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // there is none
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Returns what CPython calls itself.
    ///
    /// @return for instance `Python 3.11.7`; empty if there is none, or it is not wanted
    public Optional<String> python() {
        return python;
    }

    /// Starts our side.
    ///
    /// @param variant `warm`, `cold` (without spare JVMs) or `four_spares`
    /// @return the side at rest
    /// @throws IOException if it can't be started
    public Side ours(String variant) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:+UseSerialGC");
        command.addAll(VARIANTS.getOrDefault(variant, List.of()));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Peer.class.getName());
        return new Side("our side (" + variant + ")", command);
    }

    /// Starts CPython's side.
    ///
    /// @return the side at rest
    /// @throws IOException if it can't be started
    public Side theirs() throws IOException {
        return new Side("CPython's side", List.of("python3", script.toString()));
    }

    /// Deletes what was unpacked.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(script);
            Files.deleteIfExists(script.resolveSibling("__pycache__"));
            Files.deleteIfExists(script.getParent());
        } catch (IOException _) {
            // A folder of the temporary directory is left, with one small file in it.
        }
    }
}
