package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// Bytes that a message takes in its ring, with its record's header and what it is padded by.
///
/// They are read where the ring keeps them: the end of the last record, in units of 8 bytes since
/// the beginning, is at a place of its own in the ring's file.
class MessageSizeTest {
    private static final Path SHARED = Path.of("/dev/shm");
    private static final String SPARES = "brood.spares";
    private static final int TAIL = 256;
    private static final int UNIT = 8;
    private static final int TIMES = 16;

    /// A header and a number, each padded to 8.
    private static final int NUMBER = 16;

    /// The class by its name, which is most of it.
    private static final int RECORD = 72;

    private static final int KILOBYTE = 1_000 + 16;

    /// A lambda, by where it is.
    private static final int TASK = 192;

    private static final int RESULT = 40;

    /// The task, and three to four bytes for each of its hundred numbers.
    private static final int HUNDRED_TASKS = 560;

    private static final int HUNDRED_RESULTS = 376;

    /// What is sent.
    record Point(int x, int y) {}

    private static Brood brood;

    @BeforeAll
    static void open() {
        assumeTrue(Files.isDirectory(SHARED), "needs Linux: rings are not seen");
        System.setProperty(SPARES, "0"); // spares practise on rings of their own
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
        System.clearProperty(SPARES);
    }

    /// Returns how far each ring of this process's trees has been written, in bytes.
    private static Map<Path, Long> written() throws IOException {
        String own = "*-" + ProcessHandle.current().pid() + "-*";
        Map<Path, Long> written = new TreeMap<>();
        try (DirectoryStream<Path> trees = Files.newDirectoryStream(SHARED, own)) {
            for (Path tree : trees) {
                try (DirectoryStream<Path> rings = Files.newDirectoryStream(tree, "ring-*")) {
                    for (Path ring : rings) {
                        addWritten(ring, written);
                    }
                }
            }
        }
        return written;
    }

    private static void addWritten(Path ring, Map<Path, Long> written) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel file = FileChannel.open(ring)) {
            file.read(tail, TAIL);
            written.put(ring, UNIT * Integer.toUnsignedLong(tail.getInt(0)));
        } catch (NoSuchFileException _) {
            // That of something closed before: it is taken away in the background.
        }
    }

    /// Returns the bytes written to each ring for one of several uses, the least first; only of
    /// those that were written to.
    private static List<Double> bytesEach(Callable<?> use) throws Exception {
        Map<Path, Long> before = written();
        for (int i = 0; i < TIMES; i++) {
            use.call();
        }
        return written().entrySet().stream()
                .map(each -> (each.getValue() - before.getOrDefault(each.getKey(), 0L)))
                .filter(bytes -> bytes > 0)
                .map(bytes -> bytes / (double) TIMES)
                .sorted()
                .toList();
    }

    private static double inAQueue(Object item) throws Exception {
        try (SharedQueue<Object> queue = brood.queue(TIMES)) {
            List<Double> bytes =
                    bytesEach(() -> {
                        queue.put(item);
                        return queue.take();
                    });
            System.out.printf("%s: %s bytes in a ring%n", item.getClass().getSimpleName(), bytes);
            return bytes.getLast();
        }
    }

    @Test
    void item_inAQueue_takesLittleMoreThanWhatItSays() throws Exception {
        assertThat(inAQueue(42)).isPositive().isLessThanOrEqualTo(NUMBER);
        assertThat(inAQueue(new Point(1, 2))).isPositive().isLessThanOrEqualTo(RECORD);
        assertThat(inAQueue("x".repeat(1_000))).isGreaterThan(1_000).isLessThanOrEqualTo(KILOBYTE);
    }

    @Test
    void taskAndResult_ofANumber_takeLittle() throws Exception {
        try (ProcessPool pool = brood.pool(1)) {
            int x = 41;
            assertThat(pool.submit(() -> x + 1).get()).isEqualTo(42); // the worker has come
            List<Double> one = bytesEach(() -> pool.submit(() -> x + 1).get());
            List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
            TaskSubmitter atOnce = pool.with(TaskOptions.DEFAULTS.withChunk(100));
            List<Double> hundred = bytesEach(() -> atOnce.map(numbers, y -> y + 1));
            System.out.printf("a task: %s, a map of 100: %s bytes in rings%n", one, hundred);
            assertThat(one).hasSize(2);
            assertThat(one.getFirst()).as("result").isLessThanOrEqualTo(RESULT);
            assertThat(one.getLast()).as("task").isLessThanOrEqualTo(TASK);
            assertThat(hundred).hasSize(2);
            assertThat(hundred.getFirst()).isLessThanOrEqualTo(HUNDRED_RESULTS);
            assertThat(hundred.getLast()).isLessThanOrEqualTo(HUNDRED_TASKS);
        }
    }
}
