package dev.brood.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.copy.dispatch.Workers;
import dev.brood.cli.copy.tally.Failure;
import dev.brood.cli.copy.tally.Summary;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class CopyRunTest {
    private static final FileTime THEN =
            FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));

    @TempDir private Path dir = Path.of("");
    private final CountDownLatch atWork = new CountDownLatch(1);
    private Recorder log = new Recorder();
    private CopyOptions options = new CopyOptions(2, Overwrite.DIFFERENT, false, false, false);

    @AfterEach
    void letItBeDeleted() throws IOException {
        Trees.openUp(dir);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private Summary copy(Path source, Path target) throws RefusedException {
        return copy(FakeWorkers::healthy, source, target);
    }

    private Summary copy(IntFunction<Workers> opener, Path source, Path target)
            throws RefusedException {
        CopyRun run =
                CopyRun.prepare(
                        List.of(source.toString()), target.toString(), options, log, opener);
        Summary summary = run.run();
        run.close();
        return summary;
    }

    /// Copies to `to`; whoever has copied something waits until a worker has begun, lest this
    /// process does it all.
    private Summary copyWaitingForWorkers(IntFunction<Workers> opener, Path source)
            throws RefusedException {
        log =
                new Recorder() {
                    @Override
                    public void copied(String from, String to) {
                        try {
                            assertThat(atWork.await(30, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                        super.copied(from, to);
                    }
                };
        return copy(opener, source, dir.resolve("to"));
    }

    private Path file(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, THEN);
        return file;
    }

    private void assertSame(Path source, Path target) throws IOException {
        assertThat(Trees.differences(source, target)).isEmpty();
    }

    @Test
    void run_anyTree_isIdentical() throws Exception {
        for (long seed = 1; seed <= 12; seed++) {
            Path source = Trees.random(dir.resolve("from" + seed), random(seed), 30 * (int) seed);
            Path target = dir.resolve("to" + seed);
            Summary summary = copy(source, target);
            assertThat(summary.failures()).as("seed %d", seed).isEmpty();
            assertThat(Trees.differences(source, target)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void run_anyTreeInSharedMemory_isIdentical() throws Exception {
        Path shm = Path.of("/dev/shm");
        Path source = Trees.random(dir.resolve("from"), random(77), 300);
        Path target = Files.createTempDirectory(Files.isDirectory(shm) ? shm : dir, "copy-test");
        try {
            assertThat(copy(source, target).failures()).isEmpty();
            assertSame(source, target.resolve("from"));
        } finally {
            Trees.openUp(target);
            Trees.delete(target);
        }
    }

    @Test
    void run_manyFiles_usesWorkers() throws Exception {
        Path source = dir.resolve("from");
        for (int i = 0; i < 1_000; i++) {
            file("from/" + i % 7 + "/" + i, "file " + i);
        }
        FakeWorkers[] opened = new FakeWorkers[1];
        Summary summary =
                copyWaitingForWorkers(
                        n -> opened[0] = new FakeWorkers(n, _ -> false, atWork::countDown), source);
        assertSame(source, dir.resolve("to"));
        assertThat(summary.files()).isEqualTo(1_000);
        assertThat(summary.folders()).isEqualTo(8);
        assertThat(summary.workers()).isEqualTo(2);
        assertThat(opened[0].isClosed()).isTrue();
    }

    @Test
    void run_fewFiles_startsNoWorkers() throws Exception {
        file("from/a", "a");
        Summary summary =
                copy(
                        _ -> {
                            throw new AssertionError("workers were started for one file");
                        },
                        dir.resolve("from"),
                        dir.resolve("to"));
        assertSame(dir.resolve("from"), dir.resolve("to"));
        assertThat(summary.workers()).isZero();
    }

    @Test
    void run_largeFile_isIdentical() throws Exception {
        Path source = dir.resolve("from");
        Files.createDirectory(source);
        for (int i = 0; i < 3; i++) {
            byte[] bytes = new byte[20_000_000 + i];
            random(i).nextBytes(bytes);
            Files.write(source.resolve("large" + i), bytes);
        }
        Summary summary =
                copyWaitingForWorkers(
                        n -> new FakeWorkers(n, _ -> false, atWork::countDown), source);
        assertSame(source, dir.resolve("to"));
        assertThat(summary.bytes()).isEqualTo(60_000_003);
        assertThat(summary.workers()).isEqualTo(2);
    }

    @Test
    void run_singleFile_becomesDestination() throws Exception {
        Path source = file("a", "contents");
        copy(source, dir.resolve("b"));
        assertSame(source, dir.resolve("b"));
    }

    @Test
    void run_sourceIsLink_isCopiedAsLinkWithItsTime() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("nowhere"));
        Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(THEN, THEN, null);
        copy(link, dir.resolve("copy"));
        assertSame(link, dir.resolve("copy"));
    }

    @Test
    void run_dereference_copiesWhatLinksLeadTo() throws Exception {
        options = new CopyOptions(2, Overwrite.DIFFERENT, true, false, false);
        file("elsewhere/deep/file", "far away");
        file("from/plain", "plain");
        Files.createSymbolicLink(dir.resolve("from/folder"), dir.resolve("elsewhere"));
        Files.createSymbolicLink(dir.resolve("from/file"), dir.resolve("elsewhere/deep/file"));
        copy(dir.resolve("from"), dir.resolve("to"));
        assertThat(dir.resolve("to/file")).isRegularFile().hasContent("far away");
        assertSame(dir.resolve("elsewhere"), dir.resolve("to/folder"));
        assertThat(dir.resolve("to/folder")).isDirectory(); // and no link
        assertThat(Files.isSymbolicLink(dir.resolve("to/folder"))).isFalse();
    }

    @Test
    void run_dereferenceLoopsAndDanglingLinks_failAndEnd() throws Exception {
        options = new CopyOptions(2, Overwrite.DIFFERENT, true, false, false);
        file("from/inner/file", "x");
        Files.createSymbolicLink(dir.resolve("from/inner/loop"), Path.of(".."));
        Files.createSymbolicLink(dir.resolve("from/dangling"), Path.of("nowhere"));
        Summary summary = copy(dir.resolve("from"), dir.resolve("to"));
        assertThat(summary.failures())
                .containsExactlyInAnyOrder(
                        new Failure(
                                dir + "/from/inner/loop", "a link leads back to a folder it is in"),
                        new Failure(dir + "/from/dangling", "the link leads nowhere"));
        assertThat(dir.resolve("to/inner/file")).hasContent("x");
    }

    @Test
    void run_namesThatAreNoText_areKept() throws Exception {
        Path source = Files.createDirectory(dir.resolve("from"));
        Path odd = Path.of(URI.create(source.toUri() + "caf%E9%0A"));
        Files.createDirectory(odd);
        Files.writeString(Path.of(URI.create(odd.toUri() + "%FF%FE")), "bytes");
        Files.createSymbolicLink(Path.of(URI.create(odd.toUri() + "l%FF")), Path.of("x"));
        assertThat(copy(source, dir.resolve("to")).failures()).isEmpty();
        assertSame(source, dir.resolve("to"));
        assertThat(log.lines)
                .anyMatch(line -> line.startsWith("copied ") && line.contains("%FF%FE"));
    }

    @Test
    void run_longNames_areKept() throws Exception {
        file("from/" + "a".repeat(255), "1");
        file("from/" + "a".repeat(254) + "b", "2");
        file("from/" + "\u00e9".repeat(127), "3");
        file("from/" + "\ud83d\ude00".repeat(63), "4");
        assertThat(copy(dir.resolve("from"), dir.resolve("to")).failures()).isEmpty();
        assertSame(dir.resolve("from"), dir.resolve("to"));
    }

    @Test
    void run_timesBefore1970_areKeptToTheSecond() throws Exception {
        Path source = file("from/old", "x");
        new ProcessBuilder("touch", "-d", "1960-01-02T03:04:05.5Z", source.toString())
                .start()
                .waitFor();
        assertThat(copy(dir.resolve("from"), dir.resolve("to")).failures()).isEmpty();
        assertThat(Files.getLastModifiedTime(dir.resolve("to/old")).toInstant())
                .isEqualTo(Instant.parse("1960-01-02T03:04:05Z"));
        assertThat(copy(dir.resolve("from/."), dir.resolve("to")).skipped()).isEqualTo(1);
    }

    @Test
    void run_specialFile_isReportedAndSkipped() throws Exception {
        file("from/file", "x");
        Process mkfifo = new ProcessBuilder("mkfifo", dir + "/from/pipe").start();
        assertThat(mkfifo.waitFor()).isZero();
        Summary summary = copy(dir.resolve("from"), dir.resolve("to"));
        assertThat(summary.failures())
                .containsExactly(
                        new Failure(
                                dir + "/from/pipe",
                                "special file (device, pipe or socket): skipped"));
        assertThat(dir.resolve("to/file")).hasContent("x");
        assertThat(dir.resolve("to/pipe")).doesNotExist();
    }
}
