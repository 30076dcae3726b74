package dev.brood.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class ViewsTest {
    private static final Progress HALF = new Progress(1, 2, 5_000_000, 10_000_000, 0, false);
    private static final Progress GROWING = new Progress(1, 2, 5, 10, 0, true);
    private static final Pace PACE = new Pace(1e6, 5);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private PrintStream stream(Charset charset) {
        return new PrintStream(bytes, true, charset);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void bar_drawnAgainAndCleared_leavesNothingOnTheLine() {
        int[] columns = {60};
        BarView bar = new BarView(stream(StandardCharsets.UTF_8), () -> columns[0]);
        bar.show(HALF, PACE);
        columns[0] = 20;
        bar.show(HALF, PACE);
        bar.clear();
        bar.clear();
        String[] drawn = printed().split("\r", -1);
        assertThat(drawn).hasSize(5);
        assertThat(drawn[0]).isEmpty();
        assertThat(drawn[1]).startsWith(" 50%").hasSizeLessThan(60);
        assertThat(drawn[2]).as("covers what was longer").hasSameSizeAs(drawn[1]);
        assertThat(drawn[2].strip()).hasSizeLessThan(20);
        assertThat(drawn[3]).isBlank().hasSizeLessThan(20);
        assertThat(drawn[4]).isEmpty();
        assertThat(printed()).doesNotContain("\n");
    }

    @Test
    void bar_neverDrawn_clearPrintsNothing() {
        new BarView(stream(StandardCharsets.UTF_8), () -> 80).clear();
        assertThat(printed()).isEmpty();
    }

    @Test
    void bar_oneColumn_stillDraws() {
        new BarView(stream(StandardCharsets.UTF_8), () -> 0).show(HALF, PACE);
        assertThat(printed()).isEqualTo("\r ");
    }

    @Test
    void bar_asciiTerminal_printsNoOther() {
        new BarView(stream(StandardCharsets.US_ASCII), () -> 80).show(GROWING, PACE);
        assertThat(printed()).contains(">= 2 files").doesNotContain("?");
    }

    @Test
    void lines_shown_areWholeLinesWithPrefix() {
        LinesView lines = new LinesView(stream(StandardCharsets.UTF_8), "brood copy: ");
        lines.show(HALF, PACE);
        lines.show(HALF, PACE);
        lines.clear();
        assertThat(printed().lines())
                .hasSize(2)
                .containsOnly(
                        "brood copy: 50%, 1 of 2 files, 5.00 MB of 10.0 MB, 1.00 MB/s, 0:05 left");
        assertThat(printed()).doesNotContain("\r").endsWith("\n");
    }

    @Test
    void json_shown_hasAllFigures() {
        JsonView json = new JsonView(stream(StandardCharsets.UTF_8));
        json.show(HALF, PACE);
        json.show(GROWING, new Pace(0, -1));
        json.clear();
        assertThat(printed().lines().map(Json::object))
                .satisfiesExactly(
                        half ->
                                assertThat(half)
                                        .containsEntry("event", "progress")
                                        .containsEntry("filesDone", 1.0)
                                        .containsEntry("filesTotal", 2.0)
                                        .containsEntry("bytesDone", 5e6)
                                        .containsEntry("bytesTotal", 1e7)
                                        .containsEntry("totalsGrowing", false)
                                        .containsEntry("failed", 0.0)
                                        .containsEntry("bytesPerSecond", 1e6)
                                        .containsEntry("secondsLeft", 5.0),
                        growing ->
                                assertThat(growing)
                                        .containsEntry("totalsGrowing", true)
                                        .doesNotContainKey("secondsLeft"));
    }

    @Test
    void jsonLine_anyString_isRead() {
        String odd = "a\"b\\c\n\r\t\0\u001b\u007f/é文\uD83D\uDE00";
        Map<String, Object> read =
                Json.object(new JsonLine("x").put(odd, odd).put("lone", "\uD800!").toString());
        assertThat(read).containsEntry(odd, odd).containsEntry("lone", "\uD800!");
    }

    @Test
    void jsonLine_oddNumbers_areRead() {
        String line =
                new JsonLine("x")
                        .put("nan", Double.NaN)
                        .put("infinite", Double.POSITIVE_INFINITY)
                        .put("small", 0.0004)
                        .put("large", 1e15)
                        .put("long", Long.MIN_VALUE)
                        .toString();
        assertThat(line)
                .isEqualTo(
                        "{\"event\":\"x\",\"nan\":null,\"infinite\":null,\"small\":0.000,"
                                + "\"large\":1000000000000000.000,"
                                + "\"long\":-9223372036854775808}");
        assertThat(Json.object(line)).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "'24 80\n', 80",
        "'50 211', 211",
        "'0 0', 80",
        "'', 80",
        "'stty: not a tty', 80",
        "'24 -3', 80",
        "'24 99999999999', 80",
    })
    void terminalWidth_anyAnswer_isANumber(String answer, int columns) {
        assertThat(TerminalWidth.parse(answer)).isEqualTo(columns);
    }
}
