package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ignite.cell.BarrierCell;
import dev.brood.ignite.cell.Cell;
import dev.brood.ignite.cell.GateCell;
import dev.brood.ignite.cell.Holder;
import dev.brood.ignite.cell.JoinableCell;
import dev.brood.ignite.cell.ListCell;
import dev.brood.ignite.cell.LockCell;
import dev.brood.ignite.cell.NumberCell;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.QueueCell;
import dev.brood.ignite.cell.QueueCell.Item;
import dev.brood.ignite.cell.SemaphoreCell;
import dev.brood.ignite.cell.Step;
import dev.brood.ignite.cell.Ticket;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

/// The states of shared objects, step by step: who gets what, who waits, who is woken, and what the
/// death of a process, or of all of a seat, gives back.
class CellsTest {
    private static final Ticket ADA = ticket("one", 1, 1);
    private static final Ticket BEN = ticket("one", 2, 2);
    private static final Ticket CYD = ticket("two", 3, 3);

    private byte @Nullable [] state;
    private long steps;

    private static Ticket ticket(String seat, long pid, long number) {
        return new Ticket(new Holder(seat, pid, "p" + pid, 1), number);
    }

    private void make(Cell cell) {
        state = Step.take(null, new Op.Create(cell), ADA, ++steps).state();
    }

    private Step.Result step(Ticket caller, Op op) {
        Step step = Step.take(state, op, caller, ++steps);
        state = step.state();
        return step.result();
    }

    private @Nullable Object give(Ticket caller, Op op) {
        Step.Result result = step(caller, op);
        assertThat(result.failure()).isNull();
        return result.value();
    }

    private void assertWaits(Ticket caller, Op op) {
        assertThat(give(caller, op)).isEqualTo(Op.Outcome.WAITS);
    }

    private static Op.Gone gone(Ticket who) {
        return new Op.Gone(who.holder().seat(), who.holder().pid());
    }

    private LockCell.View look(Ticket caller) {
        return (LockCell.View) Objects.requireNonNull(give(caller, new LockCell.Look()));
    }

    @SuppressWarnings("unchecked") // what queues give
    private static List<Item> items(@Nullable Object given) {
        return (List<Item>) Objects.requireNonNull(given);
    }

    // ---- locks

    @Test
    void lock_thatIsUnlocked_wakesTheFirstWhoWaits() {
        make(new LockCell(true));
        assertThat(give(ADA, new LockCell.Lock(true))).isEqualTo(true);
        assertWaits(BEN, new LockCell.Lock(true));
        assertWaits(CYD, new LockCell.Lock(true));
        assertThat(step(ADA, new LockCell.Unlock()).wake()).containsExactly(BEN);
        assertWaits(CYD, new LockCell.Lock(true)); // it is not its turn
        assertThat(give(BEN, new LockCell.Lock(true))).isEqualTo(true);
    }

    @Test
    void lock_whoseOwnerDies_isAbandoned_andWakesTheNext() {
        make(new LockCell(false));
        give(ADA, new LockCell.Lock(true));
        assertWaits(CYD, new LockCell.Lock(true));
        assertThat(step(BEN, gone(ADA)).wake()).containsExactly(CYD);
        assertThat(give(CYD, new LockCell.Lock(true))).isEqualTo(true);
        assertThat(look(CYD).abandonment()).isNotNull();
        give(CYD, new LockCell.Repaired());
        assertThat(look(CYD).abandonment()).isNull();
    }

    @Test
    void lock_isReentrant_andNotUnlockedByOthers() {
        make(new LockCell(false));
        give(ADA, new LockCell.Lock(true));
        give(ADA, new LockCell.Lock(true));
        give(ADA, new LockCell.Unlock());
        assertThat(step(BEN, new LockCell.Unlock()).failure())
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("is not held by this thread: it is held by 'p1' (pid 1, thread 1)");
        assertThat(give(BEN, new LockCell.Lock(false))).isEqualTo(false);
    }

    @Test
    void condition_signalled_givesTheLockBackAsOftenAsItWasHeld() {
        make(new LockCell(false));
        give(ADA, new LockCell.Lock(true));
        give(ADA, new LockCell.Lock(true));
        assertWaits(ADA, new LockCell.Await("c"));
        give(BEN, new LockCell.Lock(true));
        give(BEN, new LockCell.Signal("c", 1));
        assertWaits(ADA, new LockCell.Await("c"));
        assertThat(step(BEN, new LockCell.Unlock()).wake()).containsExactly(ADA);
        assertThat(give(ADA, new LockCell.Await("c"))).isEqualTo(true);
        assertThat(look(ADA).holds()).isEqualTo(2);
    }

    @Test
    void condition_givenUp_takesTheLockFirst_andGivesFalse() {
        make(new LockCell(false));
        give(ADA, new LockCell.Lock(true));
        assertWaits(ADA, new LockCell.Await("c"));
        give(BEN, new LockCell.Lock(true));
        assertWaits(ADA, new Op.Withdraw(false));
        assertThat(step(BEN, new LockCell.Unlock()).wake()).containsExactly(ADA);
        assertThat(give(ADA, new LockCell.Await("c"))).isEqualTo(false);
    }

    @Test
    void condition_whoDiesBetweenSignalAndLock_leavesTheSignalToTheNext() {
        make(new LockCell(false));
        give(ADA, new LockCell.Lock(true));
        assertWaits(ADA, new LockCell.Await("c"));
        give(BEN, new LockCell.Lock(true));
        assertWaits(BEN, new LockCell.Await("c"));
        give(CYD, new LockCell.Lock(true));
        give(CYD, new LockCell.Signal("c", 1)); // is Ada's
        give(CYD, gone(ADA));
        assertThat(step(CYD, new LockCell.Unlock()).wake()).containsExactly(BEN);
        assertThat(give(BEN, new LockCell.Await("c"))).isEqualTo(true);
        assertThat(give(BEN, new LockCell.Sleeping("c"))).isEqualTo(0);
    }

    @Test
    void condition_whoGaveUpAndDies_hadNoSignalToLeave() {
        make(new LockCell(false));
        give(ADA, new LockCell.Lock(true));
        assertWaits(ADA, new LockCell.Await("c"));
        give(BEN, new LockCell.Lock(true));
        assertWaits(BEN, new LockCell.Await("c"));
        give(CYD, new LockCell.Lock(true));
        assertWaits(ADA, new Op.Withdraw(false));
        give(CYD, gone(ADA));
        give(CYD, new LockCell.Unlock());
        assertWaits(BEN, new LockCell.Await("c"));
        assertThat(give(CYD, new LockCell.Sleeping("c"))).isEqualTo(1);
    }

    // ---- semaphores

    @Test
    void semaphore_ofWhichAHolderDies_givesItsPermitsToTheNext() {
        make(new SemaphoreCell(2, 2, false, true));
        assertThat(give(CYD, new SemaphoreCell.Acquire(2, true))).isEqualTo(true);
        assertWaits(ADA, new SemaphoreCell.Acquire(1, true));
        assertThat(step(BEN, new Op.Gone("two", 0)).wake()).containsExactly(ADA);
        assertThat(give(ADA, new SemaphoreCell.Acquire(1, true))).isEqualTo(true);
        assertThat(give(ADA, new SemaphoreCell.Available())).isEqualTo(1);
    }

    @Test
    void semaphore_withABound_refusesMore() {
        make(new SemaphoreCell(1, 1, false, true));
        assertThat(step(ADA, new SemaphoreCell.Release(1)).failure())
                .hasMessage(
                        "can't release 1: it may have 1 permits, and 1 of them are available,"
                                + " which is more than the bound of 1");
    }

    @Test
    void semaphore_wishTakenBack_letsTheNextHaveWhatIsThere() {
        make(new SemaphoreCell(1, 9, true, true));
        assertWaits(ADA, new SemaphoreCell.Acquire(2, true));
        assertWaits(BEN, new SemaphoreCell.Acquire(1, true));
        Step.Result back = step(ADA, new Op.Withdraw(false));
        assertThat(back.value()).isEqualTo(Op.Outcome.WITHDRAWN);
        assertThat(back.wake()).containsExactly(BEN);
    }

    // ---- events, latches, barriers

    @Test
    void event_setAndClearedAgain_letsThoseGoWhoWaited() {
        make(new GateCell(1));
        assertWaits(ADA, new GateCell.Await());
        assertThat(step(BEN, new GateCell.Set(0)).wake()).containsExactly(ADA);
        give(BEN, new GateCell.Set(1));
        assertThat(give(ADA, new GateCell.Await())).isEqualTo(true);
        assertWaits(CYD, new GateCell.Await());
    }

    @Test
    void barrier_atWhichOneDies_breaks() {
        make(new BarrierCell(3));
        assertWaits(ADA, new BarrierCell.Arrive(false));
        assertWaits(CYD, new BarrierCell.Arrive(false));
        assertThat(step(BEN, gone(CYD)).wake()).containsExactly(ADA);
        assertThat(give(ADA, new BarrierCell.Arrive(false)))
                .isEqualTo(new BarrierCell.Broken("'p3' (pid 3) died"));
        assertThat(give(BEN, new BarrierCell.Arrive(false))).isInstanceOf(BarrierCell.Broken.class);
    }

    @Test
    void barrier_ofWhichOneGivesUp_breaks_andSaysWhy() {
        make(new BarrierCell(3));
        assertWaits(ADA, new BarrierCell.Arrive(false));
        assertWaits(CYD, new BarrierCell.Arrive(false));
        assertThat(give(ADA, new Op.Withdraw(false))).isEqualTo(new BarrierCell.Late(2));
        assertThat(give(CYD, new BarrierCell.Arrive(false)))
                .isEqualTo(new BarrierCell.Broken("the time of one that waited was over"));
        give(BEN, new BarrierCell.Reset());
        assertWaits(BEN, new BarrierCell.Arrive(false));
    }

    @Test
    void barrier_whoComesWhileTheActionRuns_isOfTheNextRound() {
        make(new BarrierCell(2));
        assertWaits(ADA, new BarrierCell.Arrive(true));
        assertThat(give(BEN, new BarrierCell.Arrive(true))).isEqualTo(BarrierCell.RUN);
        assertWaits(CYD, new BarrierCell.Arrive(true));
        assertThat(step(BEN, new BarrierCell.Trip()).wake()).containsExactly(ADA, CYD);
        assertWaits(CYD, new BarrierCell.Arrive(true));
        assertThat(give(ADA, new BarrierCell.Arrive(true))).isEqualTo(1);
        assertThat(give(BEN, new BarrierCell.Waiting())).isEqualTo(1);
    }

    @Test
    void barrier_withAnAction_letsNobodyGoBeforeIt() {
        make(new BarrierCell(2));
        assertWaits(ADA, new BarrierCell.Arrive(true));
        assertThat(give(BEN, new BarrierCell.Arrive(true))).isEqualTo(BarrierCell.RUN);
        assertWaits(ADA, new BarrierCell.Arrive(true));
        assertThat(step(BEN, new BarrierCell.Trip()).wake()).containsExactly(ADA);
        assertThat(give(ADA, new BarrierCell.Arrive(true))).isEqualTo(1);
    }

    // ---- queues

    private static Item item(int value) {
        return new Item(new byte[] {(byte) value}, null);
    }

    @Test
    void queue_keepsOrderAndBound_andWakesTheOtherSide() {
        make(new QueueCell(2));
        assertWaits(CYD, new QueueCell.Take(true, false));
        assertThat(step(ADA, new QueueCell.Put(item(1), true)).wake()).containsExactly(CYD);
        give(ADA, new QueueCell.Put(new Item(null, "large"), true));
        assertWaits(BEN, new QueueCell.Put(item(3), true));
        Step.Result taken = step(CYD, new QueueCell.Take(true, false));
        assertThat(taken.wake()).containsExactly(BEN);
        assertThat(items(taken.value()).getFirst().bytes()).containsExactly(1);
        assertThat(give(BEN, new QueueCell.Put(item(3), true))).isEqualTo(true);
        List<Item> left = items(give(CYD, new QueueCell.Drain(9, false)));
        assertThat(left).hasSize(2);
        assertThat(left.getFirst().key()).isEqualTo("large");
    }

    @Test
    void queue_takerThatDies_hasTakenNothing_andTheNextIsWoken() {
        make(new QueueCell(2));
        assertWaits(BEN, new QueueCell.Take(true, false));
        assertWaits(CYD, new QueueCell.Take(true, false));
        give(ADA, new QueueCell.Put(item(1), true)); // wakes the one who dies
        assertThat(step(ADA, gone(BEN)).wake()).containsExactly(CYD);
    }

    @Test
    void queue_closed_letsNothingIn_andWhatIsInItOut() {
        make(new QueueCell(2));
        give(ADA, new QueueCell.Put(item(1), true));
        give(BEN, new QueueCell.CloseQueue());
        assertThat(give(ADA, new QueueCell.Put(item(2), true)))
                .isEqualTo(new QueueCell.ClosedBy("'p2' (pid 2, thread 1)"));
        assertThat(items(give(ADA, new QueueCell.Take(true, false)))).hasSize(1);
        assertThat(give(ADA, new QueueCell.Take(true, false)))
                .isInstanceOf(QueueCell.ClosedBy.class);
    }

    @Test
    void queue_itemRemovedFromTheMiddle_isGone() {
        make(new QueueCell(3));
        for (int i = 1; i <= 3; i++) {
            give(ADA, new QueueCell.Put(item(i), true));
        }
        assertThat(give(ADA, new QueueCell.Remove(item(2)))).isEqualTo(true);
        assertThat(give(ADA, new QueueCell.Remove(item(2)))).isEqualTo(false);
        assertThat(give(ADA, new QueueCell.Size())).isEqualTo(2);
    }

    @Test
    void queue_closedAndEmpty_isMadeAnew() {
        make(new QueueCell(1));
        give(ADA, new QueueCell.CloseQueue());
        assertThat(give(ADA, new QueueCell.IsClosed())).isEqualTo(true);
        give(BEN, new Op.Create(new QueueCell(1)));
        assertThat(give(ADA, new QueueCell.IsClosed())).isEqualTo(false);
        give(ADA, new QueueCell.Put(item(1), true));
        give(ADA, new QueueCell.CloseQueue());
        give(BEN, new Op.Create(new QueueCell(1)));
        assertThat(give(ADA, new QueueCell.IsClosed())).isEqualTo(true);
    }

    @Test
    void joinable_holderThatDies_losesWhatItHad_andThoseWhoJoinAreTold() {
        make(new JoinableCell(9, false));
        give(ADA, new QueueCell.Put(item(1), true));
        give(ADA, new QueueCell.Put(item(2), true));
        give(BEN, new QueueCell.Take(true, true));
        give(CYD, new QueueCell.Take(true, true));
        assertWaits(ADA, new JoinableCell.Join());
        assertThat(step(CYD, new JoinableCell.Done(0)).wake()).isEmpty();
        assertThat(give(CYD, new JoinableCell.Done(0))).isEqualTo(new JoinableCell.NotInHand(1, 0));
        assertThat(step(CYD, gone(BEN)).wake()).containsExactly(ADA);
        assertThat(give(ADA, new JoinableCell.Join()))
                .isInstanceOfSatisfying(
                        JoinableCell.Loss.class,
                        loss -> {
                            assertThat(loss.items()).isEqualTo(1);
                            assertThat(loss.pid()).isEqualTo(2);
                        });
        assertThat(give(ADA, new JoinableCell.WriteOff())).isEqualTo(1);
        assertThat(give(ADA, new JoinableCell.Join())).isEqualTo(true);
    }

    @Test
    void joinable_thatDeliversAgain_givesBackInOrder_alsoWhenClosed() {
        make(new JoinableCell(9, true));
        for (int i = 1; i <= 3; i++) {
            give(ADA, new QueueCell.Put(item(i), true));
        }
        give(BEN, new QueueCell.Take(true, true));
        give(CYD, new QueueCell.Take(true, true));
        give(BEN, new QueueCell.Take(true, true));
        give(ADA, new QueueCell.CloseQueue());
        assertWaits(ADA, new QueueCell.Take(true, true));
        assertThat(step(ADA, gone(BEN)).wake()).contains(ADA);
        step(ADA, gone(CYD));
        for (int i = 1; i <= 3; i++) {
            Item back = items(give(ADA, new QueueCell.Take(true, true))).getFirst();
            assertThat(back.bytes()).containsExactly(i);
            give(ADA, new JoinableCell.Done(back.number()));
        }
        assertThat(give(ADA, new JoinableCell.Done(1))).isInstanceOf(QueueCell.ClosedBy.class);
        assertThat(give(ADA, new QueueCell.Take(true, true)))
                .isInstanceOf(QueueCell.ClosedBy.class);
    }

    // ---- lists

    @Test
    void list_replacedAfterAnotherChange_isNot() {
        make(new ListCell(List.of(new byte[] {1}, new byte[] {2}), false));
        ListCell.Whole seen =
                (ListCell.Whole) Objects.requireNonNull(give(ADA, new ListCell.Look()));
        give(BEN, new ListCell.Insert(-1, List.of(new byte[] {3})));
        assertThat(give(ADA, new ListCell.Replace(seen.version(), List.of()))).isEqualTo(false);
        assertThat(give(ADA, new ListCell.IndexOf(new byte[] {3}, false))).isEqualTo(2);
        assertThat(step(ADA, new ListCell.Get(3)).failure())
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    // ---- values, and all

    @Test
    void int_wraps_asAnIntDoes() {
        make(new NumberCell(Integer.MAX_VALUE));
        give(ADA, new NumberCell.Add(1, NumberCell.Kind.INT));
        assertThat(give(ADA, new NumberCell.Get())).isEqualTo((long) Integer.MIN_VALUE);
    }

    @Test
    void cell_closed_isMissing_andThoseWhoWaitAreWoken() {
        make(new GateCell(1));
        assertWaits(BEN, new GateCell.Await());
        assertThat(step(ADA, new Op.Close()).wake()).containsExactly(BEN);
        assertThat(step(BEN, new GateCell.Await()).missing()).isTrue();
    }

    /// What Ignite does when the node that has the cell dies after its copy was changed.
    @Test
    void step_askedForAgain_isNotTakenAgain_andGivesTheSame() {
        make(new NumberCell(0));
        Step first = Step.take(state, new NumberCell.Add(5, NumberCell.Kind.LONG), ADA, 77);
        state = first.state();
        give(BEN, new NumberCell.Add(1, NumberCell.Kind.LONG));
        Step again = Step.take(state, new NumberCell.Add(5, NumberCell.Kind.LONG), ADA, 77);
        assertThat(again.changed()).isFalse();
        assertThat(again.result()).isEqualTo(first.result());
        assertThat(give(ADA, new NumberCell.Get())).isEqualTo(6L);
    }

    @Test
    void step_ofLongAgo_isForgotten_soThatACellStaysSmall() {
        make(new NumberCell(0));
        for (int i = 0; i < 1000; i++) {
            give(ADA, new NumberCell.Add(1, NumberCell.Kind.LONG));
        }
        assertThat(state).hasSizeLessThan(4000);
        make(new QueueCell(10));
        for (int i = 0; i < 100; i++) {
            give(ADA, new QueueCell.Put(new Item(new byte[2000], null), true));
            assertThat(items(give(BEN, new QueueCell.Take(true, true)))).hasSize(1);
        }
        assertThat(state).hasSizeLessThan(18_000);
    }

    @Test
    void step_thatThrows_changesNothing() {
        make(new LockCell(false));
        Step step = Step.take(state, new LockCell.Unlock(), ADA, ++steps);
        assertThat(step.changed()).isFalse();
        assertThat(step.state()).isEqualTo(state);
    }

    // ---- steps for which there is no room

    @Test
    void putThatWaits_andIsRefused_waitsNoLonger_andWakesTheNext() {
        make(new QueueCell(1));
        QueueCell.Put put = new QueueCell.Put(new Item(new byte[] {1}, null), true);
        give(ADA, put);
        assertWaits(BEN, put);
        assertWaits(CYD, put);
        assertThat(step(ADA, new QueueCell.Take(true, false)).wake()).containsExactly(BEN);
        Step refused = Step.refused(state, put, BEN, 99, "full");
        assertThat(refused.result().value()).isEqualTo("full");
        assertThat(refused.result().wake()).containsExactly(CYD);
        assertThat(Step.take(refused.state(), put, BEN, 99).result().value()).isEqualTo("full");
        state = refused.state();
        assertThat(give(CYD, put)).isEqualTo(true);
        assertThat(step(ADA, new QueueCell.Take(true, false)).wake()).isEmpty();
    }

    @Test
    void stepWhereThereIsHardlyRoom_keepsNoneOfThoseBefore_andIsStillTakenOnce() {
        make(new NumberCell(0));
        Op add = new NumberCell.Add(5, NumberCell.Kind.LONG);
        Step before = Step.take(state, add, ADA, 98);
        Step step = Step.take(before.state(), add, ADA, 99);
        Step shortened = step.shortened();
        assertThat(shortened.enlarges(step.state())).isFalse();
        assertThat(Objects.requireNonNull(shortened.state()))
                .hasSizeLessThan(Objects.requireNonNull(step.state()).length);
        assertThat(Step.take(shortened.state(), add, ADA, 99).changed()).isFalse();
        assertThat(Step.take(shortened.state(), add, ADA, 98).changed()).isTrue();
    }
}
