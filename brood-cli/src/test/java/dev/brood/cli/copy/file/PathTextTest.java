package dev.brood.cli.copy.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class PathTextTest {
    @Test
    void of_ordinaryPath_isItsText() {
        assertThat(PathText.of(Path.of("a/b c"))).isEqualTo("a/b c");
        assertThat(PathText.isMarked("a/b c")).isFalse();
    }

    @Test
    void path_anyBytes_leadsBack() {
        for (long seed = 0; seed < 2_000; seed++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            StringBuilder uri = new StringBuilder("file:///dir");
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                int value = random.nextInt(1, 256);
                uri.append(random.nextInt(4) == 0 ? "/x" : "")
                        .append('%')
                        .append("%02X".formatted(value == '/' ? 'a' : value));
            }
            Path path = Path.of(URI.create(uri.toString()));
            assertThat(PathText.path(PathText.of(path))).as("seed %d", seed).isEqualTo(path);
        }
    }

    @Test
    void printable_controlCharacters_areEscaped() {
        assertThat(PathText.printable("a\nb\r\tc\u001b[1m\u0085d"))
                .isEqualTo("a\\nb\\r\\tc\\x1B[1m\\x85d");
        assertThat(PathText.printable("plain \u00e9 \u6587")).isEqualTo("plain \u00e9 \u6587");
    }

    @Test
    void printable_bytesThatAreNoText_areShown() {
        Path path = Path.of(URI.create("file:///caf%E9/%C3%A9%0A%FF"));
        assertThat(PathText.printable(PathText.of(path))).isEqualTo("/caf\\xE9/\u00e9\\n\\xFF");
    }
}
