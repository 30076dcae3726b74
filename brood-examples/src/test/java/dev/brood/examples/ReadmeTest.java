package dev.brood.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Jvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// That the Java of the project's README is Java: its program prints what it says it prints, and
/// its fragments compile.
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /// What the fragments take for granted.
    private static final String FRAGMENT =
            """
            import dev.brood.*;
            import java.net.URI;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.Future;
            import java.util.logging.Logger;

            class Fragment {
                record Report(String text) {}
                record Order(int number) {}
                static Logger log = Logger.getGlobal();
                static void render(String page) {}
                static Report analyse(Path file) { return new Report(file.toString()); }

                void fragment(String page, List<String> pages, List<Path> files, Path file) throws Exception {
            BODY
                }
            }
            """;

    @TempDir Path directory;

    private static List<String> blocks() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        return BLOCK.matcher(readme).results().map(each -> each.group(1)).toList();
    }

    @Test
    void program_run_printsWhatItSays() throws Exception {
        String program = blocks().getFirst();
        Path file = Files.writeString(directory.resolve("Hello.java"), program);
        List<String> said =
                Pattern.compile("IO.println.*// (.*)")
                        .matcher(program)
                        .results()
                        .map((MatchResult each) -> each.group(1))
                        .toList();
        assertThat(said).hasSize(3);

        try (Jvm jvm =
                Jvm.running(file.toString())
                        .flags("-Dbrood.cache=" + System.getProperty("brood.cache"))
                        .classPath(JavaSource.brood())
                        .start()) {
            assertThat(jvm.awaitExit(Duration.ofSeconds(50))).isZero();
            assertThat(jvm.stderr()).isEmpty();
            assertThat(jvm.stdout()).hasSameSizeAs(said);
            assertThat(jvm.stdout().getFirst()).startsWith(said.getFirst().replaceAll("\\d+$", ""));
            assertThat(jvm.stdout().subList(1, 3)).isEqualTo(said.subList(1, 3));
        }
    }

    @Test
    void fragments_all_compile() throws Exception {
        List<String> fragments = blocks().stream().skip(1).toList();
        assertThat(fragments).hasSizeGreaterThan(2);
        for (String fragment : fragments) {
            assertThat(
                            new JavaSource(
                                            FRAGMENT.replace(
                                                    "BODY", fragment.replace("…", "_ -> {}")))
                                    .errors(directory))
                    .as(fragment)
                    .isEmpty();
        }
    }
}
