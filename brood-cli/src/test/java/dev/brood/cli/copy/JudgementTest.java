package dev.brood.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.copy.Judgement.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

class JudgementTest {
    private static final long TWO_SECONDS = 2_000_000_000L;

    @TempDir private Path dir = Path.of("");

    private Verdict judge(Overwrite overwrite, long tolerance, String source, String target)
            throws IOException {
        Path a = Files.writeString(dir.resolve("a"), "text");
        Path b = Files.writeString(dir.resolve("b"), "text");
        Files.setLastModifiedTime(a, FileTime.from(Instant.parse(source)));
        Files.setLastModifiedTime(b, FileTime.from(Instant.parse(target)));
        return new Judgement(overwrite, tolerance)
                .judge(
                        a,
                        Files.readAttributes(a, BasicFileAttributes.class),
                        b,
                        Files.readAttributes(b, BasicFileAttributes.class));
    }

    @Test
    void judge_timesDifferByANanosecond_copies() throws IOException {
        String a = "2020-01-01T00:00:00.000000001Z";
        String b = "2020-01-01T00:00:00.000000002Z";
        assertThat(judge(Overwrite.DIFFERENT, 0, a, b)).isEqualTo(Verdict.COPY);
        assertThat(judge(Overwrite.DIFFERENT, 0, b, a)).isEqualTo(Verdict.COPY);
        assertThat(judge(Overwrite.OLDER, 0, b, a)).isEqualTo(Verdict.COPY);
        assertThat(judge(Overwrite.OLDER, 0, a, b)).isEqualTo(Verdict.SKIP);
    }

    @Test
    void judge_coarseDestination_toleratesWhatItCannotKeep() throws IOException {
        String exact = "2020-01-01T00:00:01.987654321Z";
        String kept = "2020-01-01T00:00:00Z";
        assertThat(judge(Overwrite.DIFFERENT, TWO_SECONDS, exact, kept)).isEqualTo(Verdict.SKIP);
        assertThat(judge(Overwrite.OLDER, TWO_SECONDS, exact, kept)).isEqualTo(Verdict.SKIP);
        assertThat(judge(Overwrite.DIFFERENT, TWO_SECONDS, "2020-01-01T00:00:02.1Z", kept))
                .isEqualTo(Verdict.COPY);
    }

    @Test
    void toleranceNanos_ordinaryFileSystem_isNone() throws IOException {
        assertThat(Judgement.toleranceNanos(dir)).isZero();
    }
}
