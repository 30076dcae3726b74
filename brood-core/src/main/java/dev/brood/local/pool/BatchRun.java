package dev.brood.local.pool;

import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.local.channel.BlockingRing;
import dev.brood.local.channel.Payload;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.process.Interrupts;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// A worker's run through items of a batch: writes the outcome of each into the journal before the
/// next begins, so that the worker's death costs one item, and sends the journal when it is full.
final class BatchRun {
    private final long id;
    private final int end;
    private final boolean timed;
    private final Journal journal;
    private final WorkerStatus status;
    private final Interrupts interrupts;
    private final BlockingRing to;
    private final Bell bell;
    private int item;

    /// Makes a run of the items that a task's message names.
    BatchRun(
            Payload task,
            Journal journal,
            WorkerStatus status,
            Interrupts interrupts,
            BlockingRing to,
            Bell bell) {
        this.id = Messages.id(task);
        this.item = Messages.firstItem(task);
        this.end = Messages.endItem(task);
        this.timed = Messages.isTimed(task);
        this.journal = journal;
        this.status = status;
        this.interrupts = interrupts;
        this.to = to;
        this.bell = bell;
    }

    /// Runs the items, as far as it comes.
    ///
    /// @return false if this JVM should not go on: it was out of memory, and so has left items
    /// @throws InterruptedException if the batch was given up
    boolean run(Batch batch) throws InterruptedException {
        journal.begin(id, item);
        while (item < end) {
            if (interrupts.clear()) {
                throw new InterruptedException("the batch was given up");
            }
            Object outcome = outcome(batch);
            CrashPoint.reach("batch.ran");
            record(outcome);
            item++;
            if (outcome instanceof Batch.Failed(OutOfMemoryError _)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Object outcome(Batch batch) {
        if (!timed) {
            status.item(item);
            return batch.outcome(item);
        }
        interrupts.beginPart(item);
        status.item(item, System.nanoTime());
        try {
            return batch.outcome(item);
        } finally {
            interrupts.beginPart(Interrupts.WHOLE);
        }
    }

    private void record(@Nullable Object outcome) throws InterruptedException {
        if (!journal.hasRoomFor(Outcomes.SMALL)) {
            flush();
        }
        int small = Outcomes.writeSmall(outcome, journal.memory(), journal.end());
        if (small > 0) {
            journal.commit(small);
        } else if (outcome instanceof Batch.Failed(Throwable cause)) {
            recordEncoded(true, cause);
        } else {
            recordEncoded(false, outcome);
        }
    }

    private void recordEncoded(boolean failure, @Nullable Object value)
            throws InterruptedException {
        try (Encoded encoded = Codec.standard().encode(failure ? "failure" : "result", value)) {
            write(failure, encoded);
            return;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            try (Encoded encoded = Codec.standard().encode("failure", e)) {
                write(true, encoded);
            }
        }
    }

    private void write(boolean failure, Encoded encoded) throws InterruptedException {
        int bytes = Outcomes.ENTRY_HEADER + encoded.headLength();
        boolean large = encoded.attachments() > 0 || bytes > Journal.CAPACITY / 4;
        if (large || !journal.hasRoomFor(bytes)) {
            flush();
        }
        if (large) {
            byte kind = failure ? Messages.LARGE_FAILURE : Messages.LARGE_VALUE;
            send(Messages.encoded(id, kind, item, encoded));
            journal.sent(item + 1);
            return;
        }
        MemorySegment memory = journal.memory();
        journal.commit(Outcomes.write(failure, encoded, memory, journal.end()));
    }

    private void flush() throws InterruptedException {
        if (!journal.isEmpty()) {
            send(Messages.outcomes(id, 0, 0, Messages.PART, journal.first(), journal.message()));
        }
        journal.sent(item);
    }

    private void send(Payload message) throws InterruptedException {
        boolean sent = false;
        while (!sent) {
            try {
                to.put(message, Deadline.NEVER);
                sent = true;
            } catch (InterruptedException e) {
                if (interrupts.isStopped()) {
                    throw e;
                } // else the item's code has left it
            }
        }
        bell.ring();
    }

    /// Makes the last message, of what was not sent.
    ///
    /// @param nanos how long each item took, about
    Payload last(long begun, long nanos) {
        return Messages.outcomes(
                id, begun, nanos, Messages.LAST, journal.first(), journal.message());
    }
}
