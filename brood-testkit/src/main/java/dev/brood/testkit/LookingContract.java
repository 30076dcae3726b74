package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Diagnosis;
import dev.brood.Diagnosis.Kind;
import dev.brood.Diagnosis.LockState;
import dev.brood.Diagnosis.ProcessState;
import dev.brood.Diagnosis.QueueState;
import dev.brood.junit.Await;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// What contracts of [Brood#diagnose()] have in common.
abstract class LookingContract extends EngineContract {
    final Diagnosis await(String what, Predicate<Diagnosis> wanted) throws InterruptedException {
        AtomicReference<Diagnosis> last = new AtomicReference<>(brood().diagnose());
        try {
            Await.until(
                    LONG,
                    what,
                    () -> {
                        last.set(brood().diagnose());
                        return wanted.test(last.get());
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; last seen:\n" + last.get(), e);
        }
        return last.get();
    }

    static LockState lock(Diagnosis seen, Kind kind, String name) {
        List<LockState> found =
                seen.locks().stream()
                        .filter(each -> each.kind() == kind && each.name().equals(name))
                        .toList();
        assertThat(found).as("%s '%s'", kind, name).hasSize(1);
        return found.getFirst();
    }

    static QueueState queue(Diagnosis seen, String name) {
        return seen.queues().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static ProcessState process(Diagnosis seen, long pid) {
        return seen.processes().stream()
                .filter(each -> each.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    static void end(ChildProcess... children) throws InterruptedException {
        for (ChildProcess child : children) {
            child.kill();
            child.join();
        }
    }
}
