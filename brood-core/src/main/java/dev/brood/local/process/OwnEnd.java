package dev.brood.local.process;

import dev.brood.local.memory.CellId;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.WaitTable;

/// What a thread holds by just being there: the end of its process, which can't come before that of
/// all threads that are not daemons. For those who look who waits for whom.
final class OwnEnd implements WaitTable.Holdings {
    /// The thread that runs what this child was started for; none in a root.
    private static final ProcessLocal<Thread> MAIN = new ProcessLocal<>(Thread.class);

    private final CellId end;

    private OwnEnd(Tree tree) {
        this.end = WaitTable.endOf(tree.pid());
    }

    /// Notes that the calling thread runs what this process was started for.
    static void isHeldByThisThread() {
        MAIN.set(Thread.currentThread());
    }

    /// Tells it to those who look at a tree.
    static void tellIn(Tree tree) {
        tree.waits().addHoldings(new OwnEnd(tree));
    }

    @Override
    public void tell(WaitTable.Holder holder) {
        Thread thread = Thread.currentThread();
        if (thread.equals(MAIN.get())) {
            holder.holds(end, WaitTable.MAIN_THREAD);
        } else if (!thread.isDaemon()) {
            holder.holds(end, WaitTable.OTHER_THREAD);
        }
    }
}
