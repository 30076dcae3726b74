package dev.brood.ignite.seat;

import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.Work;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// Something that a pool is to run. All but the answer is guarded by the pool's lock.
final class Assignment {
    final long id;
    final Work work;
    final long bytes;
    final CompletableFuture<Answer> answer = new CompletableFuture<>();

    /// The node that has it; null if none has.
    @Nullable NodePart node;

    /// Whether nobody wants it any more: then it begins nowhere else.
    boolean dropped;

    Assignment(long id, Work work) {
        this.id = id;
        this.work = work;
        this.bytes = work.bytes();
    }
}
