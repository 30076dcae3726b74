package dev.brood.threads;

import dev.brood.Brood;
import dev.brood.BroodProvider;
import dev.brood.ChildProcess;
import dev.brood.Worker;
import dev.brood.local.LocalBrood;
import dev.brood.local.pool.CurrentWorker;
import dev.brood.local.process.CurrentProcess;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What the code of a process that is a thread finds around it. Asked by its own threads only.
final class ThreadPlace implements BroodProvider.Place {
    private @Nullable LocalBrood brood; // guarded by this

    @Override
    public synchronized Brood brood() {
        LocalBrood open = brood;
        if (open == null || !open.isOpen()) {
            open = LocalBrood.join(ThreadChildren::new, ThreadsProvider.SCHEME);
            brood = open;
        }
        return open;
    }

    @Override
    public ChildProcess process() {
        return CurrentProcess.current();
    }

    @Override
    public Optional<ChildProcess> parent() {
        return CurrentProcess.parent();
    }

    @Override
    public Optional<Worker> worker() {
        return CurrentWorker.find();
    }
}
