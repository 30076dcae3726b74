package dev.brood.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// That there is a test which dies at each place where a process can be made to die.
class CrashPointsTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern PLACE = Pattern.compile("CrashPoint\\.reach\\(\\s*\"([^\"]+)\"");

    private static List<Path> sources(String below) throws IOException {
        try (Stream<Path> modules = Files.list(PROJECT)) {
            List<Path> roots =
                    modules.map(module -> module.resolve(below))
                            .filter(Files::isDirectory)
                            .toList();
            Stream<Path> sources = Stream.empty();
            for (Path root : roots) {
                try (Stream<Path> files = Files.walk(root)) {
                    List<Path> java =
                            files.filter(file -> file.toString().endsWith(".java")).toList();
                    sources = Stream.concat(sources, java.stream());
                }
            }
            return sources.toList();
        }
    }

    private static String text(List<Path> files) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            text.append(Files.readString(file)).append('\n');
        }
        return text.toString();
    }

    @Test
    void places_areAllDiedAtByTests() throws IOException {
        Set<String> places = new TreeSet<>();
        PLACE.matcher(text(sources("src/main/java")))
                .results()
                .forEach(found -> places.add(found.group(1)));
        assertThat(places).hasSizeGreaterThan(100);
        String tests =
                text(sources("src/test/java"))
                        + text(sources("src/main/java")).replaceAll(PLACE.pattern(), "");
        places.removeIf(place ->
                Pattern.compile("[\"=, ]" + Pattern.quote(place) + "[\":,]").matcher(tests).find());
        assertThat(places).as("places at which no test lets a process die").isEmpty();
    }
}
