package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.ProcessStartException;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// How every engine's [Manager] starts, ends and travels: rows G-01 to G-03, G-06, G-07 and G-16 of
/// CPython's `multiprocessing`, and its tests `_TestMyManager`, `_TestManagerRestart` and
/// `TestInitializers`.
public abstract class ManagerContract extends SharedManagerContract {
    /// For subclasses.
    protected ManagerContract() {}

    @Test
    @Covers({
        "G-01",
        "G-03",
        "G-07",
        "_TestMyManager.test_mymanager_context",
        "_TestMyManager.test_mymanager_context_prestarted"
    })
    void manager_isAProcessOfItsOwn_thatClosingEnds() throws Exception {
        Manager own = brood().newManager().name("short-lived").open();
        Counter counter;
        try (own) {
            counter = own.share(Counter.class, () -> new CountingCounter(1));
            assertThat(own.pid()).isNotEqualTo(ChildProcess.current().pid());
            assertThat(counter.pid()).isEqualTo(own.pid());
            assertThat(own.name()).isEqualTo("short-lived");
            assertThat(own.isClosed()).isFalse();
            assertThat(own.toString()).contains("short-lived", Long.toString(own.pid()));
            assertThat(brood().activeChildren()).extracting(ChildProcess::pid).contains(own.pid());
        }
        assertThat(own.isClosed()).isTrue();
        assertThat(brood().activeChildren())
                .extracting(ChildProcess::pid)
                .doesNotContain(own.pid());
        assertThatThrownBy(counter::value)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("manager 'short-lived' (pid " + own.pid() + ")")
                .hasMessageEndingWith("was shut down");
        assertThatThrownBy(own::map).isInstanceOf(ClosedException.class);
    }

    @Test
    @Covers({"G-06", "_TestManagerRestart.test_rapid_restart"})
    void shutdown_letsTheServerEnd_andMayBeRepeated_andOthersFollow() throws Exception {
        for (int i = 0; i < 3; i++) {
            Manager own = brood().newManager().name("again").open();
            ManagedMap<String, Integer> map = own.map();
            end(brood().start(() -> map.put("from", 1)));
            assertThat(own.shutdown(LONG)).isTrue();
            assertThat(own.shutdown(LONG)).isTrue();
        }
    }

    @Test
    @Covers({"G-02", "G-03", "TestInitializers.test_manager_initializer"})
    void initializer_runsOnceInTheServer_andItsFailureIsThatOfTheStart() throws Exception {
        SharedQueue<Long> ran = brood().queue(3);
        try (Manager own =
                brood().newManager()
                        .initializer(() -> ran.put(ChildProcess.current().pid()))
                        .open()) {
            assertThat(ran.take()).isEqualTo(own.pid());
            assertThat(own.map()).isEmpty();
        }
        assertThat(ran).isEmpty();
        Action bad =
                () -> {
                    throw new IOException("no such table");
                };
        Manager.Builder failing = brood().newManager().name("bad").initializer(bad);
        assertThatThrownBy(failing::open)
                .isInstanceOf(ProcessStartException.class)
                .hasMessageContaining("manager 'bad'")
                .hasMessageContaining("no such table")
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    @Covers("G-16")
    void manager_travels_andMakesObjectsForOthers() throws Exception {
        Manager travelling = manager;
        SharedQueue<ManagedList<String>> made = brood().queue(1);
        end(
                brood().start(() -> {
                    ManagedList<String> list = travelling.list();
                    list.add("from a child that has ended");
                    made.put(list);
                }));
        assertThat(made.take()).containsExactly("from a child that has ended");
    }
}
