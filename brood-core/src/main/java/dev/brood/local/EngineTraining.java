package dev.brood.local;

import dev.brood.Action;
import dev.brood.Pipe;
import dev.brood.SharedBarrier;
import dev.brood.SharedCondition;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedMemory;
import dev.brood.SharedSemaphore;
import dev.brood.codec.Codec;
import dev.brood.local.manager.ManagerTraining;
import dev.brood.local.process.ThisProcess;

import java.time.Duration;
import java.util.List;

/// What children do with what their parents made, for the JVM to remember in an AOT cache. Unlike
/// what spares practise it costs them nothing.
///
/// It is gone through a few times only: what is found hot here every child compiles at once.
public final class EngineTraining implements Action {
    private static final int ROUNDS = 3;
    private static final Duration NO_TIME = Duration.ofNanos(1);

    /// For who knows its name only.
    public EngineTraining() {}

    @Override
    @SuppressWarnings("LockNotBeforeTry") // if one fails all of it has
    public void perform() throws Exception {
        try (LocalBrood brood = LocalBrood.open();
                Pipe pipe = brood.pipe();
                SharedMemory memory = brood.memory(Long.BYTES)) {
            SharedLock lock = brood.lock();
            SharedCondition condition = lock.newCondition();
            SharedSemaphore semaphore = brood.semaphore(1);
            SharedEvent event = brood.event();
            SharedLatch latch = brood.latch(1);
            SharedBarrier barrier = brood.barrier(1);
            SharedInt number = brood.sharedInt(0);
            for (int i = 0; i < ROUNDS; i++) {
                lock.lock();
                boolean _ = condition.await(NO_TIME);
                condition.signalAll();
                lock.unlock();
                semaphore.acquire();
                semaphore.release();
                event.set();
                event.await();
                event.clear();
                int _ = barrier.await();
                int _ = number.incrementAndGet();
                pipe.first().send("a word");
                Object _ = pipe.second().receive();
            }
            String _ = "%s %d".formatted("a word", 1); // as messages are made
            latch.countDown();
            latch.await();
            memory.segment().set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, 1);
            for (Object each :
                    List.of(lock, condition, semaphore, event, latch, barrier, number, memory)) {
                byte[] bytes = Codec.standard().toBytes("training", each);
                Object _ = Codec.standard().fromBytes("training", bytes);
            }
            ManagerTraining.perform(ThisProcess.tree());
        }
    }
}
