package dev.brood.local.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ResourceException;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.Commands;
import dev.brood.local.os.OperatingSystem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/// Entries: how they come, change and go.
class RosterTest {
    /// Where the words of an entry are.
    private static final long STATE = 0;

    private static final long GENERATION = 4;
    private static final long PID = 8;
    private static final long START = 16;
    private static final long BORN = 24;

    private final OperatingSystem system = OperatingSystem.named("kernel");
    private final Commands commands = new Commands();
    private final List<Member> recovered = new ArrayList<>();
    private Tree tree;
    private Roster roster;

    @BeforeEach
    void plant() {
        tree = Tree.plant(system, "root");
        roster = tree.roster();
        tree.addRecovery((_, dead) -> recovered.add(dead));
    }

    @AfterEach
    void end() {
        tree.close();
        commands.close();
    }

    private static long at(int slot) {
        return Tree.ROSTER + (long) slot * Roster.ENTRY;
    }

    private int enter(String name, Process process) {
        int slot = roster.reserve(name);
        roster.enter(slot, process.pid());
        return slot;
    }

    @Test
    void plant_root_hasTheFirstEntry() {
        int self = (int) ProcessHandle.current().pid();
        assertThat(roster.members()).hasSize(1);
        Member root = roster.members().getFirst();
        assertThat(root.slot()).isZero();
        assertThat(root.pid()).isEqualTo(self);
        assertThat(root.startToken()).isEqualTo(system.startToken(self));
        assertThat(root.parentPid()).isZero();
        assertThat(root.name()).isEqualTo("root");
        assertThat(root).hasToString("'root' (pid " + self + ")");
        assertThat(roster.find(self)).contains(root);
        assertThat(roster.member(0)).contains(root);
    }

    @Test
    void enter_reserved_isAMemberFromThenOn() throws Exception {
        Process sleep = commands.sleep();
        long before = System.currentTimeMillis();
        int slot = roster.reserve("child");
        assertThat(slot).isPositive();
        assertThat(roster.member(slot)).isEmpty();
        assertThat(roster.find(sleep.pid())).isEmpty();
        roster.enter(slot, sleep.pid());
        Member child = roster.member(slot).orElseThrow();
        assertThat(child.pid()).isEqualTo((int) sleep.pid());
        assertThat(child.parentPid()).isEqualTo(tree.pid());
        assertThat(child.startToken()).isEqualTo(system.startToken(sleep.pid()));
        assertThat(child.bornMillis()).isBetween(before, System.currentTimeMillis());
        assertThat(roster.members()).extracting(Member::name).containsExactly("root", "child");
    }

    @Test
    void cancel_reserved_isFreeForAnother() {
        int slot = roster.reserve("one");
        roster.cancel(slot);
        assertThat(roster.reserve("another")).isEqualTo(slot);
    }

    @Test
    void rename_member_hasTheNewName() throws Exception {
        int slot = enter("spare", commands.sleep());
        roster.rename(slot, "worker-1 ✓");
        assertThat(roster.member(slot).orElseThrow().name()).isEqualTo("worker-1 ✓");
        roster.rename(slot, "");
        assertThat(roster.member(slot).orElseThrow().name()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "x, 88, 88",
        "x, 89, 88",
        "x, 500, 88",
        "é, 44, 44",
        "é, 45, 44",
        "€, 29, 29",
        "€, 30, 29",
        "😀, 22, 22",
        "😀, 23, 22"
    })
    void reserve_longName_isCutBetweenCharacters(String character, int given, int kept)
            throws Exception {
        int slot = enter(character.repeat(given), commands.sleep());
        assertThat(roster.member(slot).orElseThrow().name()).isEqualTo(character.repeat(kept));
        roster.rename(slot, "a" + "é".repeat(60));
        assertThat(roster.member(slot).orElseThrow().name()).isEqualTo("a" + "é".repeat(43));
    }

    @Test
    void reserve_fullTree_isRefused() {
        Set<Integer> slots = new HashSet<>();
        for (int i = 1; i < Roster.CAPACITY; i++) {
            slots.add(roster.reserve("child " + i));
        }
        assertThat(slots).hasSize(Roster.CAPACITY - 1).doesNotContain(0);
        assertThatThrownBy(() -> roster.reserve("one too many"))
                .isInstanceOf(ResourceException.class)
                .hasMessage(
                        "cannot start 'one too many': %s has 1024 processes, the most a tree may"
                                + " have",
                        tree);
        roster.cancel(700);
        assertThat(roster.reserve("another")).isEqualTo(700);
    }

    @Test
    void ended_living_changesNothing() throws Exception {
        int slot = enter("child", commands.sleep());
        roster.ended(slot);
        roster.ended(0);
        roster.ended(roster.reserve("reserved"));
        assertThat(roster.members()).hasSize(2);
        assertThat(recovered).isEmpty();
    }

    @Test
    void ended_dead_isRecoveredOnceAndItsEntryFree() throws Exception {
        Process sleep = commands.sleep();
        int slot = enter("child", sleep);
        Member child = roster.member(slot).orElseThrow();
        tree.arena().allocate(7, 10, slot);
        sleep.destroyForcibly().waitFor();
        assertThat(roster.find(sleep.pid())).contains(child); // nobody has noticed
        roster.ended(slot);
        roster.ended(slot);
        assertThat(recovered).containsExactly(child);
        assertThat(roster.member(slot)).isEmpty();
        assertThat(tree.arena().claimed(7, slot)).isEmpty();
        assertThat(roster.reserve("another")).isEqualTo(slot);
    }

    @Test
    void enter_diedAtOnce_isRecoveredLater() throws Exception {
        Process sleep = commands.sleep();
        int slot = roster.reserve("child");
        sleep.destroyForcibly().waitFor();
        roster.enter(slot, sleep.pid());
        assertThat(roster.member(slot).orElseThrow().startToken())
                .isEqualTo(OperatingSystem.NO_PROCESS);
        roster.ended(slot);
        assertThat(recovered).hasSize(1);
    }

    @Test
    void enter_pidOfOneWhoDiedUnnoticed_recoversThatOneFirst() throws Exception {
        Process sleep = commands.sleep();
        int old = enter("old", sleep);
        int its = enter("child of old", commands.sleep());
        try (Segment file = Segment.open(tree.file())) {
            // As if an earlier process had had this pid.
            Words.setLong(file.memory(), at(old) + START, system.startToken(sleep.pid()) - 1);
            Words.setInt(file.memory(), at(its) + 12, (int) sleep.pid());
        }
        int slot = roster.reserve("new");
        tree.addRecovery((_, dead) -> {
            if (dead.slot() == old) {
                assertThat(roster.member(slot)).isEmpty();
            }
        });
        roster.enter(slot, sleep.pid());
        assertThat(recovered).extracting(Member::name).containsExactly("old", "child of old");
        assertThat(roster.member(old)).isEmpty();
        assertThat(roster.find(sleep.pid()).orElseThrow().name()).isEqualTo("new");
        assertThat(sleep.isAlive()).isTrue();
    }

    @Test
    void suspect_livingDeadAndUnknown_recoversTheDead() throws Exception {
        Process sleep = commands.sleep();
        int slot = enter("child", sleep);
        assertThat(roster.suspect((int) sleep.pid())).isFalse();
        assertThat(roster.suspect(tree.pid())).isFalse();
        assertThat(recovered).isEmpty();
        sleep.destroyForcibly().waitFor();
        assertThat(roster.suspect((int) sleep.pid())).isTrue();
        assertThat(recovered).extracting(Member::slot).containsExactly(slot);
        // Now it has no entry any more; what bears its pid is recovered all the same.
        assertThat(roster.suspect((int) sleep.pid())).isTrue();
        assertThat(recovered).extracting(Member::slot).containsExactly(slot, Roster.CAPACITY);
        assertThat(recovered.getLast().pid()).isEqualTo((int) sleep.pid());
    }

    @Test
    void ended_aRecoveryFails_othersDoTheirWorkAndItIsTriedAgain() throws Exception {
        List<String> called = new ArrayList<>();
        AtomicBoolean fails = new AtomicBoolean(true);
        tree.addRecovery((_, dead) -> {
            called.add("bad " + dead.name());
            if (fails.get()) {
                throw new ArithmeticException("of the recovery");
            }
        });
        tree.addRecovery((_, dead) -> called.add("good " + dead.name()));
        Process one = commands.sleep();
        Process two = commands.sleep();
        int oneSlot = enter("one", one);
        int twoSlot = enter("two", two);
        one.destroyForcibly().waitFor();
        assertThatThrownBy(() -> roster.ended(oneSlot))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("of the recovery");
        assertThat(called).containsExactly("bad one", "good one");
        assertThat(roster.member(oneSlot)).isEmpty();
        assertThat(roster.reserve("another")).isNotEqualTo(oneSlot);
        fails.set(false);
        two.destroyForcibly().waitFor();
        roster.ended(twoSlot);
        assertThat(called)
                .containsExactlyInAnyOrder(
                        "bad one", "good one", "bad one", "good one", "bad two", "good two");
        assertThat(roster.reserve("another")).isEqualTo(oneSlot);
    }

    @Test
    void removeRecovery_added_isNotCalledAnyMore() throws Exception {
        List<Member> called = new ArrayList<>();
        Recovery recovery = (_, dead) -> called.add(dead);
        tree.addRecovery(recovery);
        tree.removeRecovery(recovery);
        Process sleep = commands.sleep();
        int slot = enter("child", sleep);
        sleep.destroyForcibly().waitFor();
        roster.ended(slot);
        assertThat(called).isEmpty();
        assertThat(recovered).hasSize(1);
    }

    @Test
    void mark_writtenThroughTheFile_isRead() throws Exception {
        int slot = enter("child", commands.sleep());
        assertThat(roster.mark(slot)).isZero();
        try (RandomAccessFile file = new RandomAccessFile(tree.file().toFile(), "rw")) {
            file.seek(Roster.markOffset(slot));
            file.write(2); // the low byte, on a little-endian machine
        }
        assertThat(roster.mark(slot)).isEqualTo(2);
        assertThat(roster.mark(slot + 1)).isZero();
        assertThat(roster.mark(slot - 1)).isZero();
    }

    @Test
    void member_entryChangesHands_isNeverOfTwoProcesses() throws Exception {
        int slot = enter("x", commands.sleep());
        try (Segment file = Segment.open(tree.file())) {
            Words.setLong(file.memory(), at(slot) + START, 0);
            Words.setLong(file.memory(), at(slot) + BORN, 0);
            AtomicBoolean over = new AtomicBoolean();
            // What reserve, enter and ended write, in their order.
            FutureTask<Integer> changer =
                    new FutureTask<>(() -> {
                        int n = 1;
                        for (; !over.get(); n++) {
                            long at = at(slot);
                            Words.setIntVolatile(file.memory(), at + STATE, 3);
                            Words.setIntRelease(file.memory(), at + GENERATION, n);
                            Words.setIntRelease(file.memory(), at + STATE, 0);
                            Words.setIntVolatile(file.memory(), at + PID, n);
                            Words.setLong(file.memory(), at + START, n);
                            Words.setLong(file.memory(), at + BORN, n);
                            Words.setIntRelease(file.memory(), at + STATE, 2);
                        }
                        return n;
                    });
            Thread.ofPlatform().name("changer").start(changer);
            int found = 0;
            for (int i = 0; i < 300_000 || found == 0; i++) {
                Optional<Member> member = roster.member(slot);
                if (member.isPresent() && member.get().pid() < 1_000_000_000) {
                    found++;
                    Member each = member.get();
                    assertThat(each.startToken()).isEqualTo(each.bornMillis());
                }
            }
            over.set(true);
            assertThat(changer.get()).isGreaterThan(1);
            // Leaves an entry that looks like one of a dead process.
            Words.setInt(file.memory(), at(slot) + STATE, 0);
        }
    }
}
