package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ProcessPool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A library that leaks, used for ever: each worker is replaced before it hurts.
final class LeakyLibrary {
    private static final int DOCUMENTS = 30;
    private static final int LEAK = 5 << 20;

    /// What the library never gives back.
    private static final List<byte[]> LEAKED = new ArrayList<>();

    static void main() throws Exception {
        Set<Long> workers = new HashSet<>();
        try (ProcessPool pool = Brood.local().newPool().workers(1).recycleAfter(10).open()) {
            List<CompletableFuture<Long>> converted = new ArrayList<>();
            for (int i = 0; i < DOCUMENTS; i++) {
                converted.add(pool.submit(LeakyLibrary::convert));
            }
            for (CompletableFuture<Long> each : converted) {
                workers.add(each.get());
            }
        }
        IO.println("%d documents, %d workers".formatted(DOCUMENTS, workers.size()));
    }

    private static long convert() {
        LEAKED.add(new byte[LEAK]);
        if (LEAKED.size() > DOCUMENTS / 2) {
            throw new IllegalStateException("this worker has leaked too much");
        }
        return ProcessHandle.current().pid();
    }
}
