package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is left of a manager when it has ended: nothing, neither in the process that has started it
/// nor in those that have used it.
class LocalManagerLeavingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOME = 3;

    /// Returns a manager that has ended, and the proxy of one of its objects.
    private static List<WeakReference<?>> used(Brood brood) {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            map.put(1, 2);
            return List.of(new WeakReference<>(manager), new WeakReference<>(map));
        }
    }

    private static void awaitGarbage(List<WeakReference<?>> used) throws InterruptedException {
        Await.until(
                PATIENCE,
                "the end of managers and of their objects' proxies",
                () -> {
                    System.gc();
                    return used.stream().allMatch(each -> each.get() == null);
                });
    }

    @Test
    void manager_thatHasEnded_isGarbage() throws Exception {
        try (Brood brood = Brood.local()) {
            awaitGarbage(used(brood));
        }
    }

    /// In a child: takes a manager that is none of its own.
    private static List<WeakReference<?>> meet(SharedQueue<Manager> managers, boolean uses)
            throws InterruptedException {
        Manager manager = managers.take();
        List<WeakReference<?>> met = new ArrayList<>(List.of(new WeakReference<>(manager)));
        if (uses) {
            ManagedMap<Integer, Integer> map = manager.map();
            map.put(1, 2);
            met.add(new WeakReference<>(map));
        }
        return met;
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void managersOfAnother_thatHaveEnded_areGarbage_whenTheNextIsMet(boolean used, boolean killed)
            throws Exception {
        try (Brood brood = Brood.local()) {
            SharedQueue<Manager> managers = brood.queue(1);
            SharedQueue<String> met = brood.queue(1);
            ChildProcess child =
                    brood.start(() -> {
                        List<WeakReference<?>> ended = new ArrayList<>();
                        for (int i = 0; i < SOME; i++) {
                            ended.addAll(meet(managers, used));
                            met.put("met");
                        }
                        List<WeakReference<?>> _ = meet(managers, used);
                        awaitGarbage(ended);
                    });
            for (int i = 0; i < SOME; i++) {
                try (Manager manager = brood.manager()) {
                    managers.put(manager);
                    assertThat(met.take()).isEqualTo("met");
                    if (killed) {
                        ProcessHandle server = ProcessHandle.of(manager.pid()).orElseThrow();
                        assertThat(server.destroyForcibly()).isTrue();
                    }
                }
            }
            try (Manager last = brood.manager()) {
                managers.put(last);
                assertThat(child.join(PATIENCE.multipliedBy(2))).isTrue();
            }
            assertThat(child.failure()).isEmpty();
        }
    }
}
