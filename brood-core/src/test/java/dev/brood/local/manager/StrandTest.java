package dev.brood.local.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// One task after the other, in the order they came.
class StrandTest {
    private final Strand strand = new Strand();

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void quickTask_runsInTheThreadThatBringsIt_unlessAnotherIsInTheWay() {
        List<Thread> ran = Collections.synchronizedList(new ArrayList<>());
        strand.execute(() -> ran.add(Thread.currentThread()), true);
        assertThat(ran).containsExactly(Thread.currentThread());

        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        strand.execute(() -> await(go), false);
        strand.execute(() -> ran.add(Thread.currentThread()), true);
        strand.execute(done::countDown, true);
        assertThat(ran).hasSize(1);
        go.countDown();
        await(done);
        assertThat(ran).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void tasks_ofOneThread_keepTheirOrder() {
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            strand.execute(() -> ran.add(number), i % 3 > 0);
        }
        strand.execute(done::countDown, true);
        await(done);
        assertThat(ran).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void isOwn_isSoWithinATaskOnly() {
        List<Boolean> within = new ArrayList<>();
        assertThat(strand.isOwn()).isFalse();
        strand.execute(() -> within.add(strand.isOwn()), true);
        assertThat(within).containsExactly(true);
        assertThat(strand.isOwn()).isFalse();
    }
}
