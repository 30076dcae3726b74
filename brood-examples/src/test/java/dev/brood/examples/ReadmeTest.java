package dev.brood.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.junit.Jvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// That the Java of the project's README is Java: its program prints what it says it prints, and
/// its fragments compile.
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /// What the fragments take for granted.
    private static final String FRAGMENT =
            """
            import dev.brood.*;
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

                void fragment(String page, List<Path> files, Path file) throws Exception {
            BODY
                }
            }
            """;

    @TempDir Path directory;

    private static List<String> blocks() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        return BLOCK.matcher(readme).results().map(each -> each.group(1)).toList();
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(Brood.class.getProtectionDomain().getCodeSource().getLocation().toURI());
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
                        .classPath(classes())
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
            assertThat(errors(FRAGMENT.replace("BODY", fragment.replace("…", "_ -> {}"))))
                    .as(fragment)
                    .isEmpty();
        }
    }

    private String errors(String source) throws URISyntaxException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///Fragment.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter out = new StringWriter();
        List<String> options =
                List.of("-cp", classes().toString(), "-d", directory.toString(), "-proc:none");
        boolean compiled = compiler.getTask(out, null, null, options, null, List.of(file)).call();
        return compiled ? "" : out.toString();
    }
}
