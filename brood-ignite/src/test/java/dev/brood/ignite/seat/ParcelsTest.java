package dev.brood.ignite.seat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// What is large goes in pieces.
class ParcelsTest {
    private static final int TOTAL = 3 * Parcels.PIECE + 17;

    private final Parcels parcels = new Parcels();
    private final Parcels.Key key = new Parcels.Key(UUID.randomUUID(), 1);
    private final byte[] all = new byte[TOTAL];

    ParcelsTest() {
        new Random(1).nextBytes(all);
    }

    private byte[] piece(int offset) {
        return Arrays.copyOfRange(all, offset, offset + Parcels.length(TOTAL, offset));
    }

    private static List<Integer> offsets() {
        return List.of(2 * Parcels.PIECE, 0, 3 * Parcels.PIECE, Parcels.PIECE);
    }

    @Test
    void order_gatheredInAnyOrder_isTakenOnce() {
        offsets().forEach(offset -> parcels.put(key, TOTAL, offset, piece(offset)));
        assertThat(parcels.take(key)).isEqualTo(all);
        assertThat(parcels.isEmpty()).isTrue();
        assertThatThrownBy(() -> parcels.take(key))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("given up");
    }

    @Test
    void answer_isDroppedWithItsLastPiece() {
        parcels.keep(key, all, _ -> true);
        for (int offset : offsets()) {
            assertThat(parcels.isEmpty()).isFalse();
            assertThat(parcels.piece(key, offset)).isEqualTo(piece(offset));
        }
        assertThat(parcels.isEmpty()).isTrue();
        assertThatThrownBy(() -> parcels.piece(key, 0)).hasMessageContaining("given up");
    }

    @Test
    void drop_andTheGatewaysEnd_leaveNothing_ofThatGateway() {
        Parcels.Key other = new Parcels.Key(UUID.randomUUID(), 1);
        parcels.put(key, TOTAL, 0, piece(0));
        parcels.keep(other, all, _ -> true);
        parcels.drop(other);
        assertThat(parcels.isEmpty()).isFalse();
        parcels.keep(other, all, _ -> true);
        parcels.ownerGone(key.owner());
        assertThat(parcels.piece(other, 0)).isEqualTo(piece(0));
        parcels.ownerGone(other.owner());
        assertThat(parcels.isEmpty()).isTrue();
    }

    @Test
    void answer_keptForAGatewayThatHasLeft_isNotKept() {
        parcels.ownerGone(key.owner());
        parcels.keep(key, all, _ -> false);
        assertThat(parcels.isEmpty()).isTrue();
    }

    @Test
    void pieces_areMovedAFewAtATime_eachOnce() {
        List<Integer> begun = new ArrayList<>();
        List<CompletableFuture<@Nullable Void>> moving = new ArrayList<>();
        CompletableFuture<@Nullable Void> done =
                new Pieces(
                                9 * Parcels.PIECE + 1,
                                offset -> {
                                    begun.add(offset / Parcels.PIECE);
                                    moving.add(new CompletableFuture<>());
                                    return moving.getLast();
                                })
                        .begin();
        assertThat(begun).containsExactly(0, 1, 2, 3);
        moving.get(2).complete(null);
        assertThat(begun).containsExactly(0, 1, 2, 3, 4);
        for (int i = 0; i < 10; i++) {
            assertThat(done).isNotDone();
            moving.get(i).complete(null);
            moving.get(2).complete(null);
        }
        assertThat(begun).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(done).isCompleted();
    }

    @Test
    void pieces_afterAFailure_noneIsBegun() {
        List<CompletableFuture<@Nullable Void>> moving = new ArrayList<>();
        CompletableFuture<@Nullable Void> done =
                new Pieces(
                                9 * Parcels.PIECE,
                                _ -> {
                                    moving.add(new CompletableFuture<>());
                                    return moving.getLast();
                                })
                        .begin();
        moving.get(1).completeExceptionally(new IllegalStateException("node is gone"));
        moving.get(0).complete(null);
        assertThat(moving).hasSize(4);
        assertThat(done).isCompletedExceptionally();
    }
}
