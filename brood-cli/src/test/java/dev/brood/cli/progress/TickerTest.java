package dev.brood.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

class TickerTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch shownTwice = new CountDownLatch(2);

    private final ProgressView view =
            new ProgressView() {
                @Override
                public int intervalMillis() {
                    return 1;
                }

                @Override
                public void show(Progress progress, Pace pace) {
                    seen.add("show " + progress.filesDone() + " " + pace.secondsLeft());
                    shownTwice.countDown();
                }

                @Override
                public void clear() {
                    seen.add("clear");
                }
            };

    @Test
    void show_again_untilClosed() throws InterruptedException {
        Ticker ticker = new Ticker(view, () -> new Progress(1, 2, 0, 0, 0, true));
        shownTwice.await();
        ticker.close();
        List<String> then = List.copyOf(seen);
        assertThat(then).startsWith("show 1 -1", "show 1 -1").endsWith("clear");
        ticker.around(() -> seen.add("output"));
        assertThat(seen.subList(then.size(), seen.size())).containsExactly("clear", "output");
    }

    @Test
    void around_output_comesAfterClear() throws InterruptedException {
        try (Ticker ticker = new Ticker(view, () -> new Progress(1, 2, 0, 0, 0, false))) {
            shownTwice.await();
            ticker.around(() -> seen.add("output"));
            int output = seen.indexOf("output");
            assertThat(seen.get(output - 1)).isEqualTo("clear");
        }
    }

    /// The dispatcher notes something while it holds the lock that its progress needs.
    @Test
    void around_whileProgressIsAsked_doesNotLockForEver() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        try (Ticker ticker =
                new Ticker(
                        view,
                        () -> {
                            asked.countDown();
                            awaitQuietly(written);
                            return new Progress(1, 2, 0, 0, 0, false);
                        })) {
            asked.await();
            ticker.around(() -> seen.add("output"));
            written.countDown();
            shownTwice.await();
            assertThat(seen).startsWith("clear", "output");
            assertThat(seen.get(2)).startsWith("show 1 ");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
