package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What was to be seen of a tree of processes at one moment: who is there, what is in the queues,
/// who holds which lock, who waits for what, and who waits in a circle.
///
/// It is read from shared memory without taking a lock or stopping anyone, so its parts are not of
/// exactly the same instant. Only the cycles were looked at twice: each wait in a cycle was still
/// the same at the second look.
///
/// [#toString()] tells it for people.
///
/// @param tree the tree's name, that of its directory
/// @param directory where its shared memory is
/// @param rootPid the process id of its root
/// @param isRootAlive whether the root runs
/// @param taken when it was looked at
/// @param processes its processes, the root first
/// @param queues its queues
/// @param pipes its pipes
/// @param locks its locks, and all else that threads wait at
/// @param cycles who waits in a circle
public record Diagnosis(
        String tree,
        String directory,
        long rootPid,
        boolean isRootAlive,
        Instant taken,
        List<ProcessState> processes,
        List<QueueState> queues,
        List<PipeState> pipes,
        List<LockState> locks,
        List<Cycle> cycles)
        implements Serializable {

    /// Copies the lists.
    public Diagnosis {
        processes = List.copyOf(processes);
        queues = List.copyOf(queues);
        pipes = List.copyOf(pipes);
        locks = List.copyOf(locks);
        cycles = List.copyOf(cycles);
    }

    /// What a process does, as the system tells.
    public enum Activity {
        /// At least its first thread computes.
        RUNNING,
        /// Its first thread waits for something; others may compute.
        SLEEPING,
        /// It was stopped, by a signal or a debugger: what it holds it holds until it goes on.
        STOPPED,
        /// It has ended, and what it held is about to be given back.
        ENDED,
        /// The system does not tell.
        UNKNOWN
    }

    /// A process.
    ///
    /// @param pid its process id
    /// @param parentPid its parent's, 0 for the root
    /// @param name its name
    /// @param activity what it does
    /// @param born when it was started
    /// @param cpu how much time of processors it has used, null if unknown
    /// @param residentBytes how much memory it has, with what it shares with others; -1 if unknown
    /// @param proportionalBytes the same, with its part only of what it shares; -1 if unknown
    /// @param joins who waits for its end, see [ChildProcess#join()]
    public record ProcessState(
            long pid,
            long parentPid,
            String name,
            Activity activity,
            Instant born,
            @Nullable Duration cpu,
            long residentBytes,
            long proportionalBytes,
            List<Waiter> joins)
            implements Serializable {
        /// Copies the list.
        public ProcessState {
            joins = List.copyOf(joins);
        }
    }

    /// A thread of a process, or where it is not known which, the process.
    ///
    /// @param pid the process id
    /// @param process the process's name, empty if it is not known (any more)
    /// @param threadId see [Thread#threadId()]; 0 if unknown
    /// @param thread the thread's name, perhaps cut; empty if it has none or it is unknown
    public record Who(long pid, String process, long threadId, String thread)
            implements Serializable {
        @Override
        public String toString() {
            String text = "'" + process + "' (pid " + pid;
            if (threadId != 0) {
                text += ", thread " + threadId + (thread.isEmpty() ? "" : " '" + thread + "'");
            }
            return text + ")";
        }
    }

    /// How something is held, or what a thread waits to do.
    public enum Access {
        /// Hold it alone, as a lock.
        LOCK,
        /// Read, with others.
        READ,
        /// Write, alone.
        WRITE,
        /// Have permits of a semaphore.
        PERMITS,
        /// Put into a queue.
        PUT,
        /// Take from a queue.
        TAKE,
        /// Join: go on when a process has ended, or when all that was put into a queue is done.
        JOIN,
        /// Send into a pipe.
        SEND,
        /// Receive from a pipe.
        RECEIVE,
        /// Go on: what conditions, events, latches and barriers let one do.
        PASS
    }

    /// Someone holds something.
    ///
    /// @param who the holder; without a thread, any of the process
    /// @param access how
    /// @param amount how many permits, of a semaphore; else 1
    public record Hold(Who who, Access access, int amount) implements Serializable {}

    /// A thread waits.
    ///
    /// @param who the thread
    /// @param access what it waits to do
    /// @param amount how many permits it wants, of a semaphore; else 1
    /// @param since since when
    /// @param until when it gives up, null if it does not
    public record Waiter(Who who, Access access, int amount, Instant since, @Nullable Instant until)
            implements Serializable {}

    /// A queue.
    ///
    /// @param id names it, in this tree and for ever
    /// @param name its name
    /// @param capacity the most items
    /// @param size how many items are in it
    /// @param isClosed whether it was closed
    /// @param maker the process that made it, null if that has ended
    /// @param puts who waits to put
    /// @param takes who waits to take
    /// @param joins who waits until all its items are done, see [JoinableQueue#join()]
    /// @param putting how many wait to put, more perhaps than are known
    /// @param taking how many wait to take, more perhaps than are known
    /// @param joining how many wait to join, more perhaps than are known
    public record QueueState(
            String id,
            String name,
            int capacity,
            int size,
            boolean isClosed,
            @Nullable Who maker,
            List<Waiter> puts,
            List<Waiter> takes,
            List<Waiter> joins,
            int putting,
            int taking,
            int joining)
            implements Serializable {
        /// Copies the lists.
        public QueueState {
            puts = List.copyOf(puts);
            takes = List.copyOf(takes);
            joins = List.copyOf(joins);
        }
    }

    /// A pipe.
    ///
    /// @param id names it, in this tree and for ever
    /// @param name its name
    /// @param maker the process that made it, null if that has ended
    /// @param first one end; of a one-way pipe the one that receives
    /// @param second the other end
    public record PipeState(
            String id, String name, @Nullable Who maker, PipeEnd first, PipeEnd second)
            implements Serializable {}

    /// One end of a pipe; see [Connection].
    ///
    /// @param holders the processes that hold it; none if it is gone, or under way to its first
    /// @param leaver if it is gone, who was the last to have it and what became of them, such as
    ///   `closed by 'a' (pid 4711)`; else empty
    /// @param receives whether it receives
    /// @param sends whether it sends
    /// @param messages how many messages there are to receive here
    /// @param bytes how much of the pipe they take; of large ones only a few bytes count
    /// @param capacity the most that may be
    /// @param sendWaits who waits here to send
    /// @param receiveWaits who waits here to receive
    /// @param sending how many wait to send, more perhaps than are known
    /// @param receiving how many wait to receive, more perhaps than are known
    public record PipeEnd(
            List<Who> holders,
            String leaver,
            boolean receives,
            boolean sends,
            int messages,
            long bytes,
            long capacity,
            List<Waiter> sendWaits,
            List<Waiter> receiveWaits,
            int sending,
            int receiving)
            implements Serializable {
        /// Copies the lists.
        public PipeEnd {
            holders = List.copyOf(holders);
            sendWaits = List.copyOf(sendWaits);
            receiveWaits = List.copyOf(receiveWaits);
        }

        /// Returns whether nobody has it nor ever will.
        ///
        /// @return true if it was closed by all who had it, or they have died
        public boolean isGone() {
            return !leaver.isEmpty();
        }
    }

    /// What threads wait at.
    public enum Kind {
        /// A [SharedLock].
        LOCK,
        /// A [SharedReadWriteLock].
        READ_WRITE_LOCK,
        /// A [SharedSemaphore].
        SEMAPHORE,
        /// A [SharedCondition].
        CONDITION,
        /// A [SharedEvent].
        EVENT,
        /// A [SharedLatch].
        LATCH,
        /// A [SharedBarrier].
        BARRIER,
        /// A process, at whose end threads wait; only in a [Link].
        PROCESS;

        /// Returns what people call it.
        @Override
        public String toString() {
            return this == READ_WRITE_LOCK
                    ? "read-write lock"
                    : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A lock, or something else that threads wait at.
    ///
    /// @param id names it, in this tree and for ever
    /// @param kind what it is
    /// @param name its name
    /// @param state a few words, such as `held`, `2 permits available` or `not set`
    /// @param maker the process that made it, null if that has ended
    /// @param holds who holds it
    /// @param waits who waits
    /// @param waiting how many wait, more perhaps than are known
    public record LockState(
            String id,
            Kind kind,
            String name,
            String state,
            @Nullable Who maker,
            List<Hold> holds,
            List<Waiter> waits,
            int waiting)
            implements Serializable {
        /// Copies the lists.
        public LockState {
            holds = List.copyOf(holds);
            waits = List.copyOf(waits);
        }

        /// Returns whether nobody holds it and nobody waits.
        ///
        /// @return true if there is nothing to tell
        public boolean isIdle() {
            return holds.isEmpty() && waits.isEmpty() && waiting == 0;
        }
    }

    /// One who waits in a circle, and for what: which the next one holds; a process is held by its
    /// threads, since it does not end before them.
    ///
    /// @param waiter who waits
    /// @param lockId the lock's id; of a process its process id
    /// @param kind what the lock is
    /// @param lock the lock's name; of a process its name
    public record Link(Waiter waiter, String lockId, Kind kind, String lock)
            implements Serializable {}

    /// A circle: each waits for what the next one holds, the last for what the first one holds.
    ///
    /// @param isCertain whether each of them is known to hold what the one before waits for. Of a
    ///   semaphore only the process is known that has its permits, not the thread; so there may be
    ///   another thread that is about to give them back. A process that is joined is known to be
    ///   held by the thread that runs its action; of its other threads that are not daemons it is
    ///   not certain, since its action may still exit.
    /// @param links its parts, at least one
    public record Cycle(boolean isCertain, List<Link> links) implements Serializable {
        /// Copies the list.
        public Cycle {
            links = List.copyOf(links);
        }

        /// Returns whether it ends by itself, as one of those in it does not wait for ever: a lock
        /// asked for with a time-out, for instance.
        ///
        /// @return true if at least one gives up
        public boolean isTemporary() {
            return links.stream().anyMatch(link -> link.waiter().until() != null);
        }

        /// Returns a line for each who waits.
        @Override
        public String toString() {
            return DiagnosisText.cycle(this);
        }
    }

    /// Returns whether some wait for each other, for certain and for ever.
    ///
    /// @return true if there is a cycle that is certain and not temporary
    public boolean hasDeadlock() {
        return cycles.stream().anyMatch(each -> each.isCertain() && !each.isTemporary());
    }

    /// Looks at all trees of this user on this machine, without being of any of them.
    ///
    /// @return what there is to see
    /// @throws ResourceException if the directory of shared memory can't be read
    public static MachineDiagnosis ofMachine() {
        return Providers.local().diagnoseMachine();
    }

    /// Tells it in tables, of locks only those that are held or waited for.
    ///
    /// @param columns how wide a line may be; longer ones are cut
    /// @return lines
    public String describe(int columns) {
        return new DiagnosisText(this, columns).text();
    }

    /// Tells it as [#describe] does, with no line cut.
    @Override
    public String toString() {
        return describe(Integer.MAX_VALUE);
    }
}
