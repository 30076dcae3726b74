package dev.brood.local.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.local.memory.Cell;
import dev.brood.local.memory.Words;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;

/// The ring against a list, and under many threads.
class WaiterRingTest {
    private static final int OTHER_PID = 1 << 29;
    private static final long ENTRIES = 160;
    private Tree tree;
    private Cell cell;
    private WaiterRing ring;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
        cell = tree.arena().allocate(200, WaiterRing.BYTES, tree.slot());
        ring = new WaiterRing(tree, cell.memory(), cell.offset());
    }

    @AfterEach
    void close() {
        tree.close();
    }

    /// One that is in the ring.
    private static final class Member {
        final long ticket;
        boolean signalled;
        boolean foreign;

        Member(long ticket) {
            this.ticket = ticket;
        }
    }

    /// Makes an entry one of another process.
    private void disown(Member member) {
        long at = cell.offset() + ENTRIES + member.ticket % WaiterRing.CAPACITY * 8;
        long entry = Words.getLongVolatile(cell.memory(), at);
        Words.setLongVolatile(cell.memory(), at, (entry & ~((1L << 30) - 1)) | OTHER_PID);
        member.foreign = true;
    }

    @Test
    void anything_atRandom_isAsWithAList() {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        List<Member> model = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            String what = "step %d, seed %d".formatted(step, seed);
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> enter(model, what);
                case 5, 6, 7, 8 -> leave(model, random, what);
                case 9 -> {
                    Member first = firstWaiting(model);
                    assertThat(ring.signal()).as(what).isEqualTo(first != null);
                    if (first != null) {
                        first.signalled = true;
                    }
                }
                case 10 -> {
                    if (random.nextInt(50) == 0) {
                        ring.signalAll();
                        model.forEach(each -> each.signalled = true);
                    }
                }
                default -> die(model, random);
            }
            verify(model, what);
        }
    }

    private void enter(List<Member> model, String what) {
        long ticket = ring.enter();
        if (ticket != WaiterRing.FULL) {
            model.add(new Member(ticket));
        } else {
            assertThat(ring.isFull()).as(what).isTrue();
            long oldest = model.getFirst().ticket;
            assertThat(model.getLast().ticket - oldest).as(what).isPositive();
        }
    }

    private void leave(List<Member> model, RandomGenerator random, String what) {
        if (!model.isEmpty()) {
            Member member = model.remove(random.nextInt(Math.min(model.size(), 20)));
            assertThat(ring.leave(member.ticket)).as(what).isEqualTo(member.signalled);
            assertThat(ring.leave(member.ticket)).as(what).isFalse();
        }
    }

    /// Some of the members turn out to be of another process, which dies.
    private void die(List<Member> model, RandomGenerator random) {
        for (Member member : model) {
            if (random.nextInt(8) == 0) {
                disown(member);
            }
        }
        long owed = model.stream().filter(each -> each.foreign && each.signalled).count();
        model.removeIf(each -> each.foreign);
        ring.recover(OTHER_PID);
        for (long i = 0; i < owed; i++) {
            Member heir = firstWaiting(model);
            if (heir != null) {
                heir.signalled = true;
            }
        }
    }

    private static @Nullable Member firstWaiting(List<Member> model) {
        for (Member member : model) {
            if (!member.signalled) {
                return member;
            }
        }
        return null;
    }

    private void verify(List<Member> model, String what) {
        assertThat(ring.isEmpty()).as(what).isEqualTo(model.isEmpty());
        assertThat(ring.waiting())
                .as(what)
                .isEqualTo((int) model.stream().filter(each -> !each.signalled).count());
        if (!model.isEmpty()) {
            assertThat(ring.isFirst(model.getFirst().ticket)).as(what).isTrue();
            assertThat(ring.isFirst(model.getLast().ticket)).as(what).isEqualTo(model.size() == 1);
            assertThat(ring.firstPid()).as(what).isEqualTo(tree.pid());
        } else {
            assertThat(ring.firstPid()).as(what).isZero();
        }
    }

    @Test
    void recover_ofOneThatClaimedItsTicketOnly_closesTheGap() {
        long first = ring.enter();
        assertThat(ring.leave(first)).isFalse();
        // As if it had died before it moved the tail.
        long tailAt = cell.offset() + 8;
        Words.setLongVolatile(cell.memory(), tailAt, 0);
        Words.setLongVolatile(cell.memory(), cell.offset(), 0);
        long at = cell.offset() + ENTRIES;
        Words.setLongVolatile(cell.memory(), at, (1L << 32) | (1L << 30) | OTHER_PID);
        ring.recover(OTHER_PID);
        assertThat(ring.isEmpty()).isTrue();
        long next = ring.enter();
        assertThat(next).isEqualTo(1);
        assertThat(ring.isFirst(next)).isTrue();
    }

    @Test
    void enterAndLeave_byManyThreads_givesEachTicketOnce() throws Exception {
        int rounds = 50_000;
        BitSet given = new BitSet();
        List<FutureTask<BitSet>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<BitSet> task =
                    new FutureTask<>(() -> {
                        BitSet own = new BitSet();
                        for (int round = 0; round < rounds; round++) {
                            long ticket = ring.enter();
                            while (ticket == WaiterRing.FULL) {
                                Thread.onSpinWait(); // the first in it is not running now
                                ticket = ring.enter();
                            }
                            assertThat(ring.isWaiting(ticket)).isTrue();
                            own.set((int) ticket);
                            assertThat(ring.leave(ticket)).isFalse();
                        }
                        return own;
                    });
            tasks.add(task);
            Thread.ofPlatform().name("party " + i).start(task);
        }
        for (FutureTask<BitSet> task : tasks) {
            BitSet own = task.get();
            assertThat(own.cardinality()).isEqualTo(rounds);
            assertThat(given.intersects(own)).as("a ticket given twice").isFalse();
            given.or(own);
        }
        assertThat(given.nextClearBit(0)).isEqualTo(4 * rounds);
        assertThat(ring.isEmpty()).isTrue();
    }
}
