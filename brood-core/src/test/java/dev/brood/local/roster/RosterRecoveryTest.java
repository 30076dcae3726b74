package dev.brood.local.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.Commands;
import dev.brood.local.os.OperatingSystem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Deaths of parents and of those who recover, with real processes.
class RosterRecoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PARENT = 12;

    private final OperatingSystem system = OperatingSystem.named("kernel");
    private final Commands commands = new Commands();
    private final List<String> recovered = Collections.synchronizedList(new ArrayList<>());
    private Tree tree;
    private Roster roster;
    private Kin kin;

    @BeforeEach
    void plant() {
        tree = Tree.plant(system, "root");
        roster = tree.roster();
        kin = Kin.root(tree);
        tree.addRecovery((_, dead) -> recovered.add(dead.name()));
    }

    @AfterEach
    void end() {
        kin.close();
        tree.close();
        commands.close();
    }

    private Process process(String name) throws Exception {
        Process sleep = commands.sleep();
        roster.enter(roster.reserve(name), sleep.pid());
        return sleep;
    }

    private int slot(long pid) {
        return roster.find(pid).orElseThrow().slot();
    }

    private List<String> names() {
        return roster.members().stream().map(Member::name).toList();
    }

    @Test
    void ended_parentOfOthers_endsItsChildren() throws Exception {
        try (Kin.Child parent = Kin.start(tree, "parent")) {
            long one = Long.parseLong(parent.ask("spawn", "one"));
            long two = Long.parseLong(parent.ask("spawn", "two"));
            Member child = roster.find(one).orElseThrow();
            assertThat(child.parentPid()).isEqualTo(parent.pid());
            parent.kill();
            assertThat(system.isAlive(one, child.startToken())).isTrue();
            roster.ended(parent.slot());
            assertThat(system.isAlive(one, child.startToken())).isFalse();
            assertThat(system.startToken(two)).isEqualTo(OperatingSystem.NO_PROCESS);
            assertThat(recovered).containsExactly("parent", "one", "two");
            assertThat(names()).containsExactly("root");
        }
    }

    @Test
    void ended_parentOfParents_endsAllGenerations() throws Exception {
        Process one = process("one");
        Process two = process("two");
        Process three = process("three");
        Process other = process("other");
        try (Segment file = Segment.open(tree.file())) {
            setParent(file, two, one);
            setParent(file, three, two);
        }
        one.destroyForcibly().waitFor();
        roster.ended(slot(one.pid()));
        assertThat(two.waitFor()).isEqualTo(137);
        assertThat(three.waitFor()).isEqualTo(137);
        assertThat(recovered).containsExactly("one", "two", "three");
        assertThat(names()).containsExactly("root", "other");
        assertThat(other.isAlive()).isTrue();
    }

    private void setParent(Segment file, Process child, Process parent) {
        long entry = Tree.ROSTER + (long) slot(child.pid()) * Roster.ENTRY;
        Words.setInt(file.memory(), entry + PARENT, (int) parent.pid());
    }

    @Test
    void ended_callerIsAnOrphanItself_endsItsSiblingsAndThenItself() throws Exception {
        Process parent = process("parent");
        try (Kin.Child one = Kin.start(tree, "one");
                Kin.Child two = Kin.start(tree, "two");
                Kin.Child three = Kin.start(tree, "three")) {
            try (Segment file = Segment.open(tree.file())) {
                for (Kin.Child child : List.of(one, two, three)) {
                    long entry = Tree.ROSTER + (long) child.slot() * Roster.ENTRY;
                    Words.setInt(file.memory(), entry + PARENT, (int) parent.pid());
                }
            }
            parent.destroyForcibly().waitFor();
            int _ = two.tell("suspect", parent.pid());
            for (Kin.Child child : List.of(one, two, three)) {
                assertThat(child.servant().jvm().awaitExit(PATIENCE)).isEqualTo(137);
            }
            // It recovered its siblings; it could not recover itself.
            assertThat(names()).containsExactly("root", "two");
            roster.ended(two.slot());
            assertThat(recovered).containsExactly("two");
        }
    }

    @Test
    void ended_stoppedOrphan_isEnded() throws Exception {
        try (Kin.Child parent = Kin.start(tree, "parent")) {
            long child = Long.parseLong(parent.ask("spawn", "child"));
            system.signal(child, 19);
            parent.kill();
            roster.ended(parent.slot());
            assertThat(system.startToken(child)).isEqualTo(OperatingSystem.NO_PROCESS);
        }
    }

    @Test
    void ended_interrupted_endsTheOrphansAndKeepsTheStatus() throws Exception {
        try (Kin.Child parent = Kin.start(tree, "parent")) {
            long child = Long.parseLong(parent.ask("spawn", "child"));
            parent.kill();
            Thread.currentThread().interrupt();
            roster.ended(parent.slot());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(system.startToken(child)).isEqualTo(OperatingSystem.NO_PROCESS);
            assertThat(names()).containsExactly("root");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"roster.recover.gone", "roster.recover.done"})
    void ended_recovererDiesHalfWay_isDoneAgainByTheNext(String place) throws Exception {
        try (Kin.Child recoverer = Kin.start(tree, "recoverer", "-Dbrood.crash=" + place);
                Kin.Child parent = Kin.start(tree, "parent")) {
            assertThat(parent.ask("lock")).isEqualTo("false");
            long orphan = Long.parseLong(parent.ask("spawn", "orphan"));
            parent.kill();
            int _ = recoverer.tell("ended", parent.slot());
            assertThat(recoverer.servant().jvm().awaitExit(PATIENCE)).isEqualTo(137);
            // Half-way: not a member any more, and its entry is not to be had.
            assertThat(names()).containsExactly("root", "recoverer", "orphan");
            assertThat(kin.mutex().owner())
                    .isEqualTo(place.equals("roster.recover.gone") ? parent.pid() : 0);
            assertThat(roster.reserve("another")).isNotEqualTo(parent.slot());
            roster.ended(recoverer.slot());
            assertThat(recovered).contains("parent", "recoverer", "orphan");
            assertThat(names()).containsExactly("root");
            assertThat(system.startToken(orphan)).isEqualTo(OperatingSystem.NO_PROCESS);
            assertThat(kin.mutex().lock()).isTrue();
            kin.mutex().unlock();
            // Both entries are free again.
            assertThat(List.of(roster.reserve("another"), roster.reserve("another")))
                    .contains(parent.slot());
        }
    }

    @Test
    void suspect_recovererDiedHalfWay_isDoneAgainByWhoeverWaits() throws Exception {
        try (Kin.Child recoverer =
                        Kin.start(tree, "recoverer", "-Dbrood.crash=roster.recover.gone");
                Kin.Child owner = Kin.start(tree, "owner")) {
            owner.ask("lock");
            owner.kill();
            int _ = recoverer.tell("ended", owner.slot());
            assertThat(recoverer.servant().jvm().awaitExit(PATIENCE)).isEqualTo(137);
            assertThat(kin.mutex().lock()).isTrue();
            kin.mutex().unlock();
            assertThat(kin.mutex().lock()).isFalse();
            kin.mutex().unlock();
        }
    }

    @Test
    void enter_parentDiesBeforeItIsDone_leavesNoMemberAndNoEntry() throws Exception {
        try (Kin.Child parent =
                Kin.start(tree, "parent", "-Dbrood.crash=roster.enter.before-live")) {
            int slot = Integer.parseInt(parent.ask("reserve", "child"));
            Process sleep = commands.sleep();
            int _ = parent.tell("enter", slot, sleep.pid());
            assertThat(parent.servant().jvm().awaitExit(PATIENCE)).isEqualTo(137);
            assertThat(roster.find(sleep.pid())).isEmpty();
            roster.ended(parent.slot());
            assertThat(recovered).containsExactly("parent");
            assertThat(names()).containsExactly("root");
            assertThat(List.of(roster.reserve("another"), roster.reserve("another")))
                    .contains(slot);
            // It had no orders yet; its end is for whoever reads its end of the pipe to see to.
            assertThat(sleep.isAlive()).isTrue();
        }
    }

    @Test
    void reserve_byAChildWhenTheRootsEntryIsFree_doesNotTakeIt() throws Exception {
        try (Kin.Child child = Kin.start(tree, "child")) {
            try (Segment file = Segment.open(tree.file())) {
                Words.setIntVolatile(file.memory(), Tree.ROSTER, 0);
            }
            assertThat(Integer.parseInt(child.ask("reserve", "grandchild"))).isPositive();
        }
    }
}
