package dev.brood;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What progress looks like.
class ProgressLineTest {
    private static final String NAME = "thumbnails";

    @Test
    void bar_showsPartRateAndTimeLeft() {
        assertThat(ProgressLine.bar(NAME, 420, 1000, 118, 79))
                .isEqualTo(
                        "thumbnails  42% [=============>                 ] 420 of 1,000  118/s  ETA"
                                + " 0:05")
                .hasSizeLessThanOrEqualTo(79);
        assertThat(ProgressLine.bar(NAME, 999, 1000, 0.25, 79)).endsWith("  0.3/s  ETA 0:04");
        assertThat(ProgressLine.bar(NAME, 1, 10_000, 1, 79)).contains("ETA 2:46:39");
    }

    @Test
    void bar_withoutRoom_isLeftOut_andTheRestCut() {
        assertThat(ProgressLine.bar(NAME, 420, 1000, 118, 50))
                .isEqualTo("thumbnails  42% 420 of 1,000  118/s  ETA 0:05");
        assertThat(ProgressLine.bar(NAME, 420, 1000, 118, 12)).isEqualTo("thumbnails  ");
        assertThat(ProgressLine.bar(NAME, 1_420, -1, 118, 79))
                .isEqualTo("thumbnails  1,420  118/s");
    }

    @Test
    void text_isALineForALog() {
        assertThat(ProgressLine.text(NAME, 420, 1000, 118))
                .isEqualTo("thumbnails: 420 of 1,000 (42%), 118/s, 0:05 left");
        assertThat(ProgressLine.text(NAME, 420, -1, 118)).isEqualTo("thumbnails: 420, 118/s");
    }

    @Test
    void end_tellsAll_once() {
        assertThat(said(3, 3)).matches("thumbnails: 3 in \\d+\\.\\d s \\([\\d,.]+/s\\)\n");
        assertThat(said(2, 3)).startsWith("thumbnails: 2 of 3 in ");
        assertThat(said(2, -1)).startsWith("thumbnails: 2 in ");
        assertThat(said(0, 0)).startsWith("thumbnails: 0 in ");
    }

    private static String said(int done, int total) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            ProgressLine line = new ProgressLine(NAME, out, false, total);
            for (int i = 0; i < done; i++) {
                line.advance();
            }
            line.end();
            line.end();
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
