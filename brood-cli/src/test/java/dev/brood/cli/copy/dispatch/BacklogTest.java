package dev.brood.cli.copy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class BacklogTest {
    private final Backlog backlog = new Backlog();

    private static Batch batch(int files, long size) {
        String[] names = new String[files];
        long[] sizes = new long[files];
        Arrays.fill(names, "/x");
        Arrays.fill(sizes, size);
        return new Batch(false, names, names, sizes, 0);
    }

    private List<Batch> all() {
        List<Batch> polled = new ArrayList<>();
        for (@Nullable Batch next; (next = backlog.poll()) != null; ) {
            polled.add(next);
        }
        return polled;
    }

    @Test
    void poll_mixed_givesLargestFirstThenSmallInOrder() {
        Batch small = batch(3, 10);
        Batch medium = batch(1, Batcher.LARGE - 1);
        Batch large = batch(1, Batcher.LARGE);
        Batch larger = batch(1, Batcher.LARGE + 1);
        Batch huge = batch(1, 1L << 40);
        for (Batch batch : List.of(small, large, huge, medium, larger)) {
            backlog.add(batch);
        }
        assertThat(all()).containsExactly(huge, larger, large, small, medium);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void addFirst_smallAndLarge_goBeforeTheirKind() {
        Batch waiting = batch(2, 10);
        Batch again = batch(1, 10);
        Batch andAgain = batch(1, 11);
        Batch large = batch(1, Batcher.LARGE);
        backlog.add(waiting);
        backlog.addFirst(List.of(again, large, andAgain));
        assertThat(backlog.size()).isEqualTo(4);
        assertThat(all()).containsExactly(large, andAgain, again, waiting);
    }

    @Test
    void pollSmall_onlyLargeLeft_givesNone() {
        Batch small = batch(2, 10);
        Batch large = batch(1, Batcher.LARGE);
        backlog.add(large);
        backlog.add(small);
        assertThat(backlog.pollSmall()).isSameAs(small);
        assertThat(backlog.pollSmall()).isNull();
        assertThat(backlog.isEmpty()).isFalse();
        assertThat(backlog.poll()).isSameAs(large);
    }

    @Test
    void work_addedAndTaken_countsBytesAndFiles() {
        backlog.add(batch(10, 100));
        backlog.add(batch(1, 1_000_000));
        assertThat(backlog.work()).isEqualTo(11 * 65_536 + 1_000 + 1_000_000);
        all();
        assertThat(backlog.work()).isZero();
    }

    @Test
    void isFull_veryMany_untilSomeAreTaken() {
        Batch many = batch(5_000, 1);
        int batches = 0;
        while (!backlog.isFull()) {
            backlog.add(many);
            batches++;
            assertThat(batches).isLessThanOrEqualTo(200);
        }
        assertThat(batches).isGreaterThanOrEqualTo(2);
        assertThat(backlog.poll()).isNotNull();
        assertThat(backlog.isFull()).isFalse();
    }
}
