package dev.brood.local.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.local.os.OperatingSystem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Exclusion among threads of all processes, and the death of owners.
@ParameterizedClass
@ValueSource(strings = {"kernel", "portable"})
class RobustMutexTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int KILLS = Integer.getInteger("brood.kills", 15);

    private final OperatingSystem system;
    private Tree tree;
    private Kin kin;

    RobustMutexTest(String name) {
        system = OperatingSystem.named(name);
    }

    @BeforeEach
    void plant() {
        tree = Tree.plant(system, "root");
        kin = Kin.root(tree);
    }

    @AfterEach
    void end() {
        kin.close();
        tree.close();
    }

    @Test
    void lock_threadsOfTwoProcesses_areAlone() throws Exception {
        int times = 200_000;
        try (Kin.Child child = Kin.start(tree, "child")) {
            int order = child.tell("count", times);
            assertThat(kin.count(times)).isEqualTo("counted");
            assertThat(child.servant().answer(order)).isEqualTo("counted");
            assertThat(kin.first()).isEqualTo(4L * times);
            assertThat(kin.mutex().owner()).isZero();
        }
    }

    @Test
    void lock_ownerLives_waitsForIt() throws Exception {
        try (Kin.Child child = Kin.start(tree, "child")) {
            assertThat(child.ask("lock")).isEqualTo("false");
            assertThat(kin.mutex().owner()).isEqualTo(child.pid());
            AtomicBoolean unlocking = new AtomicBoolean();
            FutureTask<Boolean> waiter =
                    new FutureTask<>(() -> {
                        boolean died = kin.mutex().lock();
                        boolean early = !unlocking.get();
                        kin.mutex().unlock();
                        return died || early;
                    });
            Thread.ofPlatform().name("waiter").start(waiter);
            // Longer than its patience: it suspects the owner, in vain.
            assertThat(tree.roster().suspect(child.pid())).isFalse();
            Await.until(PATIENCE, "a while", new Elapsed(Duration.ofMillis(450)));
            unlocking.set(true);
            assertThat(child.ask("unlock")).isEqualTo("unlocked");
            assertThat(waiter.get()).isFalse();
        }
    }

    /// A condition that holds after a time.
    private static final class Elapsed implements BooleanSupplier {
        private final long end;

        Elapsed(Duration time) {
            end = System.nanoTime() + time.toNanos();
        }

        @Override
        public boolean getAsBoolean() {
            return System.nanoTime() - end >= 0;
        }
    }

    @Test
    void lock_ownerKilledAndRecovered_tellsTheNextOnceToRepair() throws Exception {
        try (Kin.Child child = Kin.start(tree, "child")) {
            assertThat(child.ask("lock")).isEqualTo("false");
            child.kill();
            assertThat(kin.mutex().owner()).isEqualTo(child.pid());
            tree.roster().ended(child.slot());
            assertThat(kin.mutex().owner()).isZero();
            assertThat(kin.mutex().lock()).isTrue();
            kin.mutex().unlock();
            assertThat(kin.mutex().lock()).isFalse();
            kin.mutex().unlock();
        }
    }

    @Test
    void lock_ownerKilledAndNobodyNotices_isFreedByWhoWaits() throws Exception {
        try (Kin.Child owner = Kin.start(tree, "owner");
                Kin.Child waiter = Kin.start(tree, "waiter")) {
            assertThat(owner.ask("lock")).isEqualTo("false");
            FutureTask<Boolean> virtual =
                    new FutureTask<>(() -> {
                        boolean died = kin.mutex().lock();
                        kin.mutex().unlock();
                        return died;
                    });
            Thread.ofVirtual().name("waiter").start(virtual);
            int order = waiter.tell("lock");
            owner.kill();
            // One of the two is told to repair, which it has done by its unlock.
            String waiters = waiter.servant().answer(order);
            assertThat(waiter.ask("unlock")).isEqualTo("unlocked");
            assertThat(List.of(waiters, virtual.get().toString()))
                    .containsExactlyInAnyOrder("true", "false");
            assertThat(tree.roster().members())
                    .extracting(Member::name)
                    .containsExactly("root", "waiter");
        }
    }

    @Test
    void lock_repairerKilledToo_tellsTheNextAgain() throws Exception {
        try (Kin.Child one = Kin.start(tree, "one");
                Kin.Child two = Kin.start(tree, "two")) {
            one.ask("lock");
            one.kill();
            assertThat(two.ask("lock")).isEqualTo("true");
            two.kill();
            assertThat(kin.mutex().lock()).isTrue();
            kin.mutex().unlock();
        }
    }

    @Test
    void lock_interrupted_goesOnAndKeepsTheStatus() throws Exception {
        kin.mutex().lock();
        FutureTask<Boolean> waiter =
                new FutureTask<>(() -> {
                    boolean died = kin.mutex().lock();
                    kin.mutex().unlock();
                    return !died && Thread.interrupted();
                });
        Thread thread = Thread.ofPlatform().name("waiter").start(waiter);
        for (int i = 0; i < 100; i++) {
            thread.interrupt();
            Thread.onSpinWait();
        }
        assertThat(waiter.isDone()).isFalse();
        kin.mutex().unlock();
        assertThat(waiter.get()).isTrue();
    }

    @Test
    @Deadline(seconds = 1200)
    void lock_ownersKilledAtRandom_neverShowsHalfAChange() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Boolean> own =
                new FutureTask<>(() -> {
                    while (!over.get()) {
                        kin.step();
                        LockSupport.parkNanos(50_000); // leaves the processors to JVMs that start
                    }
                    return true;
                });
        Thread.ofPlatform().name("own").start(own);
        List<Kin.Child> victims = new ArrayList<>();
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                while (victims.size() < 4) {
                    victims.add(Kin.start(tree, "victim"));
                }
                Kin.Child victim = victims.removeFirst();
                int beats = kin.beats(victim.slot());
                int _ = victim.tell("beat");
                Await.until(
                        PATIENCE,
                        "the victim to be at it, seed " + seed,
                        () -> kin.beats(victim.slot()) > beats);
                long start = System.nanoTime();
                long pause = random.nextInt(200_000);
                while (System.nanoTime() - start < pause) {
                    Thread.onSpinWait();
                }
                victim.kill();
                victim.close();
                if (random.nextBoolean()) {
                    tree.roster().ended(victim.slot());
                }
                long before = kin.first();
                Await.until(
                        PATIENCE,
                        "the others to go on after kill %d, seed %d".formatted(kill, seed),
                        () -> kin.first() > before);
            }
        } finally {
            over.set(true);
            victims.forEach(Kin.Child::close);
        }
        victims.forEach(victim -> tree.roster().ended(victim.slot()));
        assertThat(own.get()).isTrue();
        assertThat(kin.broken()).as("half changes seen, seed %d", seed).isZero();
        assertThat(kin.repairs()).as("repairs, seed %d", seed).isBetween(1L, KILLS + 3L);
    }
}
