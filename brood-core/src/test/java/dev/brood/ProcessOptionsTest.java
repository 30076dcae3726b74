package dev.brood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a child is to be started.
class ProcessOptionsTest {
    private static final ProcessOptions DEFAULTS = ProcessOptions.DEFAULTS;

    @Test
    void defaults_sayNothing() {
        assertThat(DEFAULTS.name()).isNull();
        assertThat(DEFAULTS.daemon()).isNull();
        assertThat(DEFAULTS.maxHeap()).isNull();
        assertThat(DEFAULTS.jvmFlags()).isEmpty();
        assertThat(DEFAULTS.environment()).isEmpty();
        assertThat(DEFAULTS.directory()).isNull();
        assertThat(DEFAULTS.systemProperties()).isEmpty();
        assertThat(DEFAULTS.stdout()).isEqualTo(Output.inherit());
        assertThat(DEFAULTS.stderr()).isEqualTo(Output.inherit());
    }

    @Test
    void with_each_changesThatOneOnly() {
        Path directory = Path.of("d");
        Output file = Output.toFile(Path.of("f"));
        ProcessOptions all =
                DEFAULTS.withName("n")
                        .withDaemon(true)
                        .withMaxHeap("64m")
                        .withJvmFlags("-a", "-b")
                        .withJvmFlags("-c")
                        .withEnvironment("E", "1")
                        .withEnvironment("F", "2")
                        .withEnvironment("E", "3")
                        .withDirectory(directory)
                        .withSystemProperty("p", "1")
                        .withSystemProperty("q", "2")
                        .withStdout(file)
                        .withStderr(Output.discard());
        assertThat(all)
                .isEqualTo(
                        new ProcessOptions(
                                "n",
                                true,
                                "64m",
                                List.of("-a", "-b", "-c"),
                                Map.of("E", "3", "F", "2"),
                                directory,
                                Map.of("p", "1", "q", "2"),
                                file,
                                Output.discard()));
        // One change again, and the others stay.
        assertThat(all.withName("m").withName("n")).isEqualTo(all);
        assertThat(all.withDaemon(false).withDaemon(true)).isEqualTo(all);
        assertThat(all.withStdout(Output.inherit()).withStdout(file)).isEqualTo(all);
        assertThat(all.withStderr(file).withStderr(Output.discard())).isEqualTo(all);
        assertThat(DEFAULTS.jvmFlags()).isEmpty();
    }

    @Test
    void collections_given_areCopied() {
        List<String> flags = new ArrayList<>(List.of("-a"));
        Map<String, String> environment = new HashMap<>(Map.of("E", "1"));
        Map<String, String> properties = new HashMap<>(Map.of("p", "1"));
        ProcessOptions options =
                new ProcessOptions(
                        null,
                        null,
                        null,
                        flags,
                        environment,
                        null,
                        properties,
                        Output.inherit(),
                        Output.inherit());
        flags.add("-b");
        environment.clear();
        properties.clear();
        assertThat(options.jvmFlags()).containsExactly("-a");
        assertThat(options.environment()).containsEntry("E", "1");
        assertThat(options.systemProperties()).containsEntry("p", "1");
        assertThatThrownBy(() -> options.jvmFlags().add("-c"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void withName_blank_isRefused(String name) {
        assertThatThrownBy(() -> DEFAULTS.withName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a child's name must not be blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "64m", "2g", "1T", "1024K", "900000000"})
    void withMaxHeap_size_isTaken(String size) {
        assertThat(DEFAULTS.withMaxHeap(size).maxHeap()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "64 m", "m", "64mb", "1.5g", "+3g", "0x10", "١m"})
    void withMaxHeap_noSize_isRefused(String size) {
        assertThatThrownBy(() -> DEFAULTS.withMaxHeap(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "maxHeap must be a number of bytes with k, m or g, such as 64m; was '%s'",
                        size);
    }

    @Test
    void output_factories_makeWhatTheySay() {
        Path file = Path.of("out.txt");
        Output.Listener listener = (_, _) -> {};
        assertThat(Output.inherit()).isEqualTo(new Output.Inherit());
        assertThat(Output.discard()).isEqualTo(new Output.Discard());
        assertThat(Output.lines(listener)).isEqualTo(new Output.Lines(listener));
        assertThat(Output.toFile(file)).isEqualTo(new Output.ToFile(file, false));
        assertThat(Output.appendTo(file)).isEqualTo(new Output.ToFile(file, true));
    }
}
