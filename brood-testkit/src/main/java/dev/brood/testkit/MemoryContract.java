package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.NameNotFoundException;
import dev.brood.NameTakenException;
import dev.brood.ResourceException;
import dev.brood.SharedMemory;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// What every engine's [SharedMemory] does: rows S-01 to S-06, S-09 and S-10 of CPython's
/// `multiprocessing`, and its tests `_TestSharedMemory`.
public abstract class MemoryContract extends EngineContract {

    /// For subclasses.
    protected MemoryContract() {}

    @Test
    @Covers({"S-01", "S-02", "S-03", "S-04", "S-05", "_TestSharedMemory.test_shared_memory_basics"})
    void memory_isAttachedByName_andTwoHandlesSeeTheSame() {
        SharedMemory memory = brood().memory("basics", 512);
        assertThat(memory.name()).isEqualTo("basics");
        assertThat(memory.size()).isEqualTo(512);
        assertThat(memory.segment().byteSize()).isEqualTo(512);
        assertThat(memory.segment().mismatch(MemorySegment.ofArray(new byte[512]))).isEqualTo(-1);
        assertThat(memory.toString()).contains("basics").contains("512");

        SharedMemory same = brood().attachMemory("basics");
        same.segment().set(JAVA_BYTE, 511, (byte) 42);
        assertThat(memory.segment().get(JAVA_BYTE, 511)).isEqualTo((byte) 42);

        assertThatThrownBy(() -> brood().memory("basics", 10))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("'basics'")
                .hasMessageContaining("512");
        memory.close();
        memory.close();
        assertThat(memory.isClosed()).isTrue();
        assertThatThrownBy(memory::segment)
                .isInstanceOf(ClosedException.class)
                .hasMessage("memory 'basics' (512 bytes) is closed by this process");
        SharedMemory again = brood().attachMemory("basics");
        assertThat(again.segment().get(JAVA_BYTE, 511)).isEqualTo((byte) 42);
        assertThat(again.unlink()).isTrue();
        assertThat(again.unlink()).isFalse();
        assertThat(memory.unlink()).isFalse();
        assertThat(again.segment().get(JAVA_BYTE, 511)).as("still attached").isEqualTo((byte) 42);
        assertThatThrownBy(() -> brood().attachMemory("basics"))
                .isInstanceOf(NameNotFoundException.class)
                .hasMessageContaining("'basics'");
        brood().memory("basics", 10).unlink();
        again.close();
    }

    @Test
    @Covers({"S-01", "_TestSharedMemory.test_invalid_shared_memory_cration"})
    void sizeThatIsWrong_isRefused_sayingWhy() {
        for (long size : new long[] {0, -1}) {
            assertThatThrownBy(() -> brood().memory(size))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a memory's size must be at least 1, was " + size);
        }
        assertThatThrownBy(() -> brood().memory(1L << 60))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("bytes are free");
    }

    @Test
    @Covers({
        "S-01",
        "_TestSharedMemory.test_shared_memory_name_with_embedded_null",
        "TestResourceTracker.test_too_long_name_resource"
    })
    void nameThatIsNone_isRefused_sayingWhy() {
        for (String name : List.of("", "a/b", "..", "a\0b", "-x", "ä", "x".repeat(101))) {
            assertThatThrownBy(() -> brood().memory(name, 10))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name must be 1 to 100");
            assertThatThrownBy(() -> brood().attachMemory(name))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        brood().memory("x".repeat(100), 10).unlink();
    }

    @Test
    @Covers({"S-01", "_TestSharedMemory.test_shared_memory_recreate"})
    void memoryWithoutAName_getsOneOfItsOwn_alsoWhenThatIsTaken() {
        SharedMemory first = brood().memory(10);
        long number = Long.parseLong(first.name().replaceFirst("memory-", ""));
        for (long next = number + 1; next < number + 20; next++) {
            brood().memory("memory-" + next, 1);
        }
        SharedMemory second = brood().memory(10);
        assertThat(second.name()).startsWith("memory-").isNotEqualTo(first.name());
        for (long next = number + 1; next < number + 20; next++) {
            brood().attachMemory("memory-" + next).unlink();
        }
        first.unlink();
        second.unlink();
    }

    @Test
    @Covers({
        "S-06",
        "_TestSharedMemory.test_shared_memory_across_processes",
        "_TestSharedMemory.test_shared_memory_pickle_unpickle"
    })
    void handle_travels_andAttaches() throws Exception {
        SharedMemory memory = brood().memory("travels", 64);
        brood().start(() -> memory.segment().set(JAVA_INT, 0, 1)).join();
        brood().start(() -> Brood.current().attachMemory("travels").segment().set(JAVA_INT, 4, 2))
                .join();
        assertThat(memory.segment().get(JAVA_INT, 0)).isEqualTo(1);
        assertThat(memory.segment().get(JAVA_INT, 4)).isEqualTo(2);
        SharedQueue<SharedMemory> queue = brood().queue(1);
        queue.put(memory);
        assertThat(queue.take()).isSameAs(memory);
        memory.unlink();
        memory.close();
    }

    @Test
    @Covers({"S-06", "_TestSharedMemory.test_shared_memory_pickle_unpickle_dead_object"})
    void handle_ofUnlinkedMemory_cannotBeAttached() throws Exception {
        SharedMemory memory = brood().memory(64);
        SharedQueue<SharedMemory> queue = brood().queue(1);
        queue.put(memory);
        memory.unlink();
        memory.close();
        assertThatThrownBy(queue::take).hasMessageContaining("was closed, and is gone");
    }

    @Test
    @Covers("S-02")
    void readOnly_cannotBeWritten() {
        SharedMemory memory = brood().memory(64);
        MemorySegment view = memory.readOnly();
        memory.segment().set(JAVA_INT, 0, 5);
        assertThat(view.get(JAVA_INT, 0)).isEqualTo(5);
        assertThatThrownBy(() -> view.set(JAVA_INT, 0, 6))
                .isInstanceOf(IllegalArgumentException.class);
        memory.unlink();
        memory.close();
        assertThatThrownBy(() -> view.get(JAVA_INT, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Covers({"S-10", "_TestSharedMemory.test_shared_memory_cleaned_after_process_termination"})
    void memory_ofAChildThatIsKilled_isGone_withItsName() throws Exception {
        SharedQueue<String> names = brood().queue(1);
        SharedQueue<String> never = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    names.put(Brood.current().memory("mortal", 4096).name());
                    never.take();
                });
        assertThat(names.take()).isEqualTo("mortal");
        child.kill();
        child.join();
        Await.until(
                LONG,
                "the name to be free",
                () -> {
                    try {
                        return brood().memory("mortal", 1).unlink();
                    } catch (NameTakenException _) {
                        return false;
                    }
                });
    }

    @Test
    @Covers("S-10")
    void memory_attachedByAnother_outlivesItsMaker() throws Exception {
        SharedQueue<String> made = brood().queue(1);
        SharedQueue<String> attached = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    SharedMemory memory = Brood.current().memory("heirloom", 4096);
                    memory.segment().set(JAVA_LONG, 0, 99);
                    made.put(memory.name());
                    attached.take();
                });
        SharedMemory memory = brood().attachMemory(made.take());
        attached.put("yes");
        child.join();
        assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(99);
        SharedMemory same = brood().attachMemory("heirloom");
        assertThat(same).isSameAs(memory);
        memory.unlink();
        memory.close();
    }

    @Test
    @Covers("S-09")
    void userThatAttachesAndEnds_destroysNothing() throws Exception {
        SharedMemory memory = brood().memory("lasting", 4096);
        for (int i = 0; i < 2; i++) {
            brood().start(() -> Brood.current().attachMemory("lasting").close()).join();
            ChildProcess killed =
                    brood().start(() -> {
                        Brood.current().attachMemory("lasting").segment().set(JAVA_INT, 0, 7);
                        ChildProcess.current().kill();
                    });
            killed.join();
        }
        assertThat(memory.segment().get(JAVA_INT, 0)).isEqualTo(7);
        assertThat(brood().attachMemory("lasting")).isSameAs(memory);
        memory.unlink();
        memory.close();
    }
}
