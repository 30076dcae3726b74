package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.Task;
import dev.brood.codec.Codec;
import dev.brood.local.channel.Payload;
import dev.brood.local.memory.CellId;
import dev.brood.local.process.Interrupts;

import java.lang.reflect.Method;
import java.util.List;

/// What a spare practises, so that the first task of a worker finds the classes of a worker loaded
/// and its way there and back warm: tasks that do nothing, and their results, without a ring.
public final class WorkerPractice implements Action {
    /// Enough for the JVM to compile what is used in each.
    private static final int ROUNDS = 300;

    /// What a worker goes through before its first task.
    private static final List<Class<?>> USED =
            List.of(
                    WorkerLoop.class,
                    WorkerBrief.class,
                    WorkerLife.class,
                    WorkerStatus.class,
                    WorkerExit.class,
                    CurrentWorker.class,
                    TaskRun.class,
                    BatchRun.class,
                    Journal.class,
                    Reporter.class,
                    Notice.class,
                    LineStream.class,
                    LogSetup.class,
                    MemoryWatch.class,
                    Bell.class,
                    Batch.class,
                    ChildProcess.class,
                    Whereabouts.class,
                    Interrupts.class);

    /// For who knows its name only.
    public WorkerPractice() {}

    @Override
    public void perform() throws Exception {
        for (Class<?> each : USED) {
            Method[] _ = each.getDeclaredMethods(); // this links it
        }
        // Records are decoded by classes that are made when the first of a kind comes.
        CellId cell = new CellId(0, 0, 0);
        WorkerBrief brief =
                new WorkerBrief("", "", 0, null, null, 0, new int[0], false, false, false);
        Action orders = new WorkerLoop(0, 0, 0, cell, cell, brief);
        Object[] nothing = {1};
        Task<?> batch = new Batch(x -> x, nothing);
        for (Object record : List.of(orders, batch)) {
            byte[] bytes = Codec.standard().toBytes("practice", record);
            Object _ = Codec.standard().fromBytes("practice", bytes);
        }
        String word = "word";
        Task<String> task = () -> word;
        for (int i = 0; i < ROUNDS; i++) {
            Payload sent = Messages.task(i, task);
            if (!(Messages.work(sent) instanceof Task<?> arrived)) {
                throw new IllegalStateException("a task came back as something else");
            }
            Payload result = Messages.result(i, 0, 0, Messages.VALUE, arrived.call());
            if (!word.equals(Messages.value(result))) {
                throw new IllegalStateException("a result came back as something else");
            }
        }
    }
}
