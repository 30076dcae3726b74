package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;

/// What is left of a manager in the process that has started it, when it has ended: nothing.
class LocalManagerLeavingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Returns a manager that has ended, and the proxy of one of its objects.
    private static List<WeakReference<?>> used(Brood brood) {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            map.put(1, 2);
            return List.of(new WeakReference<>(manager), new WeakReference<>(map));
        }
    }

    @Test
    void manager_thatHasEnded_isGarbage() throws Exception {
        try (Brood brood = Brood.local()) {
            List<WeakReference<?>> used = used(brood);
            Await.until(
                    PATIENCE,
                    "the end of a manager and of its object's proxy",
                    () -> {
                        System.gc();
                        return used.stream().allMatch(each -> each.get() == null);
                    });
        }
    }
}
