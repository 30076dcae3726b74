package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.WorkerDiedException;
import dev.brood.junit.NothingLeft;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What a pool tells the JVM's flight recorder.
@NothingLeft(
        except =
                @NothingLeft.Except(
                        kind = NothingLeft.Kind.THREAD,
                        pattern = "^JFR ",
                        reason = "the flight recorder, once started, stays"))
class LocalPoolEventsTest {
    @TempDir private Path directory;

    @Test
    void recording_hasTasksAndWorkers() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("dev.brood.Task").withoutThreshold();
            recording.enable("dev.brood.WorkerStart");
            recording.enable("dev.brood.WorkerEnd");
            recording.start();
            long pid = use();
            recording.stop();
            Path file = directory.resolve("pool.jfr");
            recording.dump(file);

            List<RecordedEvent> tasks = events(file, "dev.brood.Task");
            assertThat(tasks).hasSize(2);
            RecordedEvent named = tasks.getFirst();
            assertThat(named.getString("pool")).isEqualTo("recorded");
            assertThat(named.getString("name")).isEqualTo("named");
            assertThat(named.getString("outcome")).isEqualTo("DONE");
            assertThat(named.getString("worker")).startsWith("recorded-worker-");
            assertThat(named.getLong("pid")).isEqualTo(pid);
            assertThat(named.getDuration("queueWait")).isPositive();
            assertThat(named.getDuration("runTime")).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(tasks.getLast().getString("outcome")).isEqualTo("FAILED");

            List<RecordedEvent> starts = events(file, "dev.brood.WorkerStart");
            List<RecordedEvent> ends = events(file, "dev.brood.WorkerEnd");
            assertThat(starts.getFirst().getLong("pid")).isEqualTo(pid);
            assertThat(ends.getFirst().getLong("pid")).isEqualTo(pid);
            assertThat(ends.getFirst().getBoolean("expected")).isFalse();
            assertThat(ends.getFirst().getString("status")).contains("3");
            assertThat(ends.getFirst().getLong("tasks")).isEqualTo(1);
        }
    }

    /// @return the pid of the first worker
    private static long use() throws Exception {
        try (Brood brood = Brood.local();
                ProcessPool pool = brood.newPool().workers(1).name("recorded").open()) {
            TaskOptions named = TaskOptions.DEFAULTS.withName("named");
            CompletableFuture<Long> first =
                    pool.with(named)
                            .submit(() -> {
                                TimeUnit.MILLISECONDS.sleep(20);
                                return ProcessHandle.current().pid();
                            });
            long pid = first.get(60, TimeUnit.SECONDS);
            CompletableFuture<?> fatal = pool.submit(() -> Runtime.getRuntime().halt(3));
            assertThatThrownBy(() -> fatal.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(WorkerDiedException.class);
            return pid;
        }
    }

    private static List<RecordedEvent> events(Path file, String name) throws Exception {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }
}
