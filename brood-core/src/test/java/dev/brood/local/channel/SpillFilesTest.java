package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ResourceException;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Payloads in files of their own.
class SpillFilesTest {
    private static final int LARGE = 5000;
    private final PayloadSamples samples = new PayloadSamples(new SplittableRandom(1));
    private Tree tree;
    private long number;
    private Ring ring;

    @BeforeEach
    void create() {
        tree = Tree.plant(OperatingSystem.current(), "test");
        number = tree.nextNumber();
        ring = Ring.create(tree, number, 4, 4096);
    }

    @AfterEach
    void close() {
        ring.close();
        tree.close();
    }

    @Test
    void discard_ofADraft_leavesNothing() {
        SpillFiles.Draft draft = (SpillFiles.Draft) ring.draft(samples.ofLength(LARGE));
        assertThat(RingFiles.ofPayloads(tree)).hasSize(1);
        ring.discard(draft);
        assertThat(RingFiles.ofPayloads(tree)).isEmpty();
    }

    @Test
    void tryPut_thatCannotNameItsFile_leavesTheRingAsItWas() throws Exception {
        Payload before = samples.withArrays(3, 2, 10);
        assertThat(ring.tryPut(before, null)).isEqualTo(Ring.Put.DONE);
        Payload payload = samples.ofLength(LARGE);
        SpillFiles.Draft draft = (SpillFiles.Draft) ring.draft(payload);
        // The next number will be the file's; a directory with something in it is in the way.
        Path obstacle =
                tree.directory().file("ring-%d-spill-%d".formatted(number, tree.nextNumber() + 1));
        Files.createDirectory(obstacle);
        Files.createFile(obstacle.resolve("something"));

        assertThatThrownBy(() -> ring.tryPut(payload, draft))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith("cannot rename " + draft.file());
        assertThat(ring.size()).isEqualTo(1);

        assertThat(ring.tryPut(payload, draft)).isEqualTo(Ring.Put.DONE);
        Files.delete(obstacle.resolve("something"));
        Files.delete(obstacle);
        assertThat(PayloadSamples.same(ring.tryTake(), before)).isTrue();
        assertThat(PayloadSamples.same(ring.tryTake(), payload)).isTrue();
        assertThat(ring.tryTake()).isNull();
        assertThat(RingFiles.ofPayloads(tree)).isEmpty();
    }

    /// Makes a payload with arrays whose head is shorter than it says, which is found out half-way.
    private static Payload failing(int length) {
        return new Payload(new byte[1], length, new Object[] {new int[] {1, 2, 3}});
    }

    @Test
    void draft_thatFailsHalfWay_leavesNothing() {
        assertThatThrownBy(() -> ring.draft(failing(LARGE)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(RingFiles.ofPayloads(tree)).isEmpty();
    }

    /// An item in the area whose writing fails: the next to put writes over it.
    @Test
    void tryPut_thatFailsHalfWay_leavesTheRingAsItWas() {
        Payload before = samples.ofLength(10);
        Payload after = samples.ofLength(20);
        ring.tryPut(before, null);
        assertThatThrownBy(() -> ring.tryPut(failing(100), null))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(ring.size()).isEqualTo(1);
        assertThat(ring.tryPut(after, null)).isEqualTo(Ring.Put.DONE);
        assertThat(PayloadSamples.same(ring.tryTake(), before)).isTrue();
        assertThat(PayloadSamples.same(ring.tryTake(), after)).isTrue();
    }

    @Test
    void tryTake_thatFails_leavesTheItemAndTheRingUsable() throws Exception {
        Payload payload = samples.ofLength(LARGE);
        ring.tryPut(samples.ofLength(1), null);
        ring.tryPut(payload, ring.draft(payload));
        ring.tryPut(samples.ofLength(2), null);
        Path file = tree.directory().file(RingFiles.ofPayloads(tree).getFirst());
        Path aside = tree.directory().file("aside");
        Files.move(file, aside);
        ring.tryTake();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ring.tryTake())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("an item's file is missing: " + file);
            assertThat(ring.size()).isEqualTo(2);
        }
        assertThatThrownBy(() -> ring.takeAll(2)).isInstanceOf(IllegalStateException.class);
        Files.move(aside, file);
        assertThat(PayloadSamples.same(ring.tryTake(), payload)).isTrue();
        assertThat(ring.tryTake()).isNotNull();
        assertThat(ring.tryTake()).isNull();
    }

    @Test
    void deleteDrafts_ofADeadProcess_deletesItsDraftsOfAllRingsAndNoOthers() throws Exception {
        String[] names = {
            "ring-1-draft-12-7", "ring-22-draft-12-8", "ring-1-draft-123-9", "ring-1-spill-12"
        };
        for (String name : names) {
            Files.createFile(tree.directory().file(name));
        }
        SpillFiles.deleteDrafts(tree, 12);
        assertThat(RingFiles.ofPayloads(tree))
                .containsExactly("ring-1-draft-123-9", "ring-1-spill-12");
    }

    @Test
    void unlink_deletesTheFilesOfThisRingAlone() throws Exception {
        Payload payload = samples.ofLength(LARGE);
        ring.tryPut(payload, ring.draft(payload));
        SpillFiles.Draft draft = (SpillFiles.Draft) ring.draft(payload);
        assertThat(Files.exists(draft.file())).isTrue();
        String other = "ring-%d0-spill-1".formatted(number);
        Files.createFile(tree.directory().file(other));
        ring.unlink();
        assertThat(RingFiles.of(tree)).containsExactly(other);
    }
}
