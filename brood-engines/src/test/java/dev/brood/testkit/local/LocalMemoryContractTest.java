package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.brood.Brood;
import dev.brood.ClosedException;
import dev.brood.NameNotFoundException;
import dev.brood.ShareableList;
import dev.brood.SharedMemory;
import dev.brood.junit.Jvm;
import dev.brood.testkit.Covers;
import dev.brood.testkit.MemoryContract;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;

class LocalMemoryContractTest extends MemoryContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }

    @Test
    @Covers({"S-08", "_TestSharedMemory.test_shared_memory_SharedMemoryManager_basics"})
    void memoryAndLists_ofABroodOfTheirOwn_endWithIt() {
        ShareableList<Integer> list;
        try (Brood own = Brood.open(URI.create("local:own"))) {
            own.memory("its-own", 64).segment().set(JAVA_INT, 0, 5);
            list = own.shareableList(List.of(1, 2));
            assertThat(list.get(1)).isEqualTo(2);
            SharedMemory same = brood().attachMemory("its-own");
            assertThat(same.segment().get(JAVA_INT, 0)).isEqualTo(5);
            same.close();
        }
        assertThatThrownBy(() -> brood().attachMemory("its-own"))
                .isInstanceOf(NameNotFoundException.class)
                .hasMessageContaining("'its-own'");
        assertThatThrownBy(() -> list.get(1)).isInstanceOf(ClosedException.class);
    }

    /// A program that attaches memory of another, writes into it and ends.
    static final class Stranger {
        private Stranger() {}

        public static void main(String[] args) {
            Brood.local().attachMemory(args[0]).segment().set(JAVA_INT, 4, 6);
        }
    }

    @Test
    @Covers({"S-09", "_TestSharedMemory.test_shared_memory_untracking"})
    void stranger_thatAttachesAndEnds_destroysNothing() throws Exception {
        SharedMemory memory = brood().memory("for-strangers", 64);
        try (Jvm stranger =
                Jvm.running(Stranger.class)
                        .flags("-Dbrood.cache=" + System.getProperty("brood.cache"))
                        .args(memory.name())
                        .start()) {
            assertThat(stranger.awaitExit(LONG)).isZero();
            assertThat(stranger.stderr()).isEmpty();
        }
        assertThat(memory.segment().get(JAVA_INT, 4)).isEqualTo(6);
        assertThat(brood().attachMemory("for-strangers")).isSameAs(memory);
        memory.unlink();
        memory.close();
    }
}
