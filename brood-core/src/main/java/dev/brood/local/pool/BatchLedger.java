package dev.brood.local.pool;

import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a pool knows of the items of one batch. A batch runs in one or more *runs*, each of a range
/// of items in one worker: the first is of all; when a worker dies, the next is of what it left;
/// those that are to be tried again have a run each. Guarded by the pool's lock, except where
/// something else is said.
final class BatchLedger {
    private final @Nullable Object[] outcomes;
    private final Map<Integer, Throwable> verdicts = new HashMap<>();
    private final Deque<Integer> again = new ArrayDeque<>();
    private List<Payload> arrived = new ArrayList<>();
    private int first;
    private int next;
    private int end;

    BatchLedger(int size) {
        this.outcomes = new @Nullable Object[size];
        this.end = size;
    }

    /// Begins the present run, in some worker.
    void begin(Payload task, boolean timed, boolean quiet) {
        first = next;
        Messages.setItems(task, next, end, timed, quiet);
    }

    /// Notes outcomes that have come from a worker, of the items that are next. Those of items that
    /// were known already are the journal of a worker that had sent it.
    void arrived(Payload message) {
        byte kind = Messages.kind(message);
        boolean large = kind == Messages.LARGE_VALUE || kind == Messages.LARGE_FAILURE;
        int to = Messages.first(message) + (large ? 1 : Outcomes.count(message));
        if (to > next) {
            arrived.add(message);
            next = to;
        }
    }

    /// Notes that the worker of the present run has died. The item it was at fails with that,
    /// unless it was judged; if it had ended one and not begun the next, none does. A worker that
    /// has ended none in this run counts as being at the first: the batch itself may be what kills.
    ///
    /// @param item the last item it had begun, or [WorkerStatus#NONE]
    void died(int item, Throwable death) {
        if (next < end && (item == next || next == first)) {
            verdicts.putIfAbsent(next, death);
            next++;
        }
    }

    /// Says what becomes of an item, whatever its worker will say of it.
    void judge(int item, Throwable failure) {
        verdicts.put(item, failure);
    }

    /// Returns whether something was said about an item.
    boolean isJudged(int item) {
        return verdicts.containsKey(item);
    }

    /// Returns whether some of it has run, or was tried.
    boolean hasBegun() {
        return next > 0 || end < outcomes.length;
    }

    /// Gives up what has no outcome.
    void giveUp(Throwable failure) {
        for (; next < end; next++) {
            verdicts.putIfAbsent(next, failure);
        }
        for (int item : again) {
            verdicts.putIfAbsent(item, failure);
        }
        again.clear();
    }

    /// Returns whether another run is needed before the outcomes can be seen, and makes it the
    /// present one.
    boolean goOn() {
        if (next < end) {
            return true;
        }
        Integer item = again.poll();
        if (item == null) {
            return false;
        }
        next = item;
        end = item + 1;
        return true;
    }

    /// Has items run again.
    void repeat(Collection<Integer> items) {
        again.addAll(items);
    }

    /// Decodes what has come. Without the lock, when no run is under way.
    @Nullable Object[] outcomes() {
        for (Payload message : arrived) {
            Outcomes.decode(message, outcomes);
        }
        arrived = new ArrayList<>();
        verdicts.forEach((item, failure) -> outcomes[item] = new Batch.Failed(failure));
        verdicts.clear();
        return outcomes;
    }
}
