package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.bench.proc.Activity;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A call that is waited for wakes no thread of its own process.
class ManagerCallTest {
    private static final int CALLS = 1000;
    private static final int STRAY = CALLS / 20;
    private static final long LONG_SECONDS = 60;

    @Test
    void calls_afterOneThatWasNotWaitedFor_wakeNoOtherThread() throws Exception {
        try (Brood brood = Brood.local();
                Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            // A thread that completes futures comes with it, and stays for a second.
            manager.async(map, m -> m.put(0, 0)).get(LONG_SECONDS, TimeUnit.SECONDS);
            Activity before = own();
            for (int i = 0; i < CALLS; i++) {
                map.put(i, i);
            }
            Map<String, Long> sleeps = own().since(before).byName();
            sleeps.keySet().retainAll(List.of("brood-manager-r"));
            assertThat(sleeps.values()).allSatisfy(times -> assertThat(times).isLessThan(STRAY));
        }
    }

    private static Activity own() throws Exception {
        return Activity.of(List.of(ProcessHandle.current().pid()));
    }
}
