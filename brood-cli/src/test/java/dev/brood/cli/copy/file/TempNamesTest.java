package dev.brood.cli.copy.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.random.RandomGenerator;

class TempNamesTest {
    private static final String TOKEN = TempNames.token();

    private static String temp(String name) {
        return String.valueOf(TempNames.of("/dir/" + name, TOKEN).getFileName());
    }

    @Test
    void of_shortName_hasItWhole() {
        assertThat(TempNames.of("/dir/name.txt", TOKEN))
                .isEqualTo(Path.of("/dir/.name.txt.brood-" + TOKEN));
        assertThat(TempNames.of("name", TOKEN)).isEqualTo(Path.of(".name.brood-" + TOKEN));
    }

    @Test
    void of_anyLength_fits() {
        String[] letters = {"a", "\u00e9", "\u6587", "\ud83d\ude00"};
        RandomGenerator random = new Random(5);
        for (int length = 1; length <= 255; length++) {
            StringBuilder name = new StringBuilder();
            while (true) {
                String letter = letters[random.nextInt(letters.length)];
                if ((name + letter).getBytes(StandardCharsets.UTF_8).length > length) {
                    break;
                }
                name.append(letter);
            }
            if (!name.isEmpty()) {
                assertThat(temp(name.toString()).getBytes(StandardCharsets.UTF_8).length)
                        .as("length %d", length)
                        .isLessThanOrEqualTo(255);
            }
        }
    }

    @Test
    void of_longNamesThatBeginAlike_differ() {
        String start = "a".repeat(250);
        assertThat(temp(start + "1")).isNotEqualTo(temp(start + "2"));
        assertThat(temp("a".repeat(250))).startsWith(".aaa").contains(".brood-");
    }

    @Test
    void of_namesThatAreNoText_differ() {
        Path one = Path.of(URI.create("file:///dir/x%FE"));
        Path two = Path.of(URI.create("file:///dir/x%FF"));
        assertThat(TempNames.of(PathText.of(one), TOKEN))
                .isNotEqualTo(TempNames.of(PathText.of(two), TOKEN));
    }

    @Test
    void isStale_ownRun_isNot() {
        assertThat(TempNames.isStale(temp("name"))).isFalse();
    }

    @Test
    void isStale_processEnded_is() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        String start = TOKEN.substring(TOKEN.lastIndexOf('-'));
        assertThat(ended.waitFor()).isZero();
        String host = TOKEN.substring(0, TOKEN.indexOf('-'));
        String token = host + "-" + Long.toString(ended.pid(), 36) + start;
        assertThat(TempNames.isStale(".name.brood-" + token)).isTrue();
        assertThat(TempNames.isStale(".cut.brood-" + token + "-1x2y")).isTrue();
        assertThat(TempNames.isStale("name.brood-" + token)).isFalse();
        assertThat(TempNames.isStale(".brood-" + token)).isFalse();
        assertThat(TempNames.isStale(".name.brood-other" + token)).isFalse();
    }

    @Test
    void isStale_pidBelongsToAnotherNow_is() {
        String[] parts = TOKEN.split("-", -1);
        long start = Long.parseLong(parts[2], 36) - 1_000;
        assertThat(
                        TempNames.isStale(
                                ".n.brood-"
                                        + parts[0]
                                        + "-"
                                        + parts[1]
                                        + "-"
                                        + Long.toString(start, 36)))
                .isTrue();
    }

    @Test
    void isStale_filesOfOthers_areNot() {
        assertThat(TempNames.isStale("file")).isFalse();
        assertThat(TempNames.isStale(".file.brood-")).isFalse();
        assertThat(TempNames.isStale(".file.brood-a-b")).isFalse();
        assertThat(
                        TempNames.isStale(
                                ".file.brood-" + TOKEN.substring(0, TOKEN.indexOf('-')) + "-!-!"))
                .isFalse();
        assertThat(TempNames.isStale(".brood-notes")).isFalse();
    }
}
