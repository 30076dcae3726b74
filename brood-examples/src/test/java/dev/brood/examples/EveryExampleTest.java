package dev.brood.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// That no example is without a test and a line in the README, and the README names none that is
/// not there.
class EveryExampleTest {
    private static final Pattern RUN = Pattern.compile("\\brun\\((\\w+)\\.class\\b");
    private static final Pattern IN_README = Pattern.compile("\\b[a-z]+\\.[A-Z]\\w+(?=`)");

    @Test
    void everyMainClass_isRunByATest() throws Exception {
        Set<String> examples =
                mainClasses().stream()
                        .map(name -> name.substring(name.lastIndexOf('.') + 1))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(examples).isNotEmpty().isEqualTo(runByTests());
    }

    @Test
    void everyMainClass_isInTheReadme_andNoOther() throws Exception {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(IN_README.matcher(readme).results().map(MatchResult::group))
                .containsExactlyInAnyOrderElementsOf(mainClasses());
    }

    /// Returns the classes with a `main`, such as `queue.QueueBasics`.
    private static Set<String> mainClasses()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes =
                Path.of(Work.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path root = classes.resolve(Work.class.getPackageName().replace('.', '/'));
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                String simple = name.substring(0, name.length() - ".class".length());
                if (hasMain(Class.forName(Work.class.getPackageName() + "." + simple))) {
                    found.add(simple);
                }
            }
        }
        return found;
    }

    private static boolean hasMain(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .map(Method::getName)
                .anyMatch("main"::equals);
    }

    private static Set<String> runByTests() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                RUN.matcher(Files.readString(file))
                        .results()
                        .forEach(run -> found.add(run.group(1)));
            }
        }
        return found;
    }
}
