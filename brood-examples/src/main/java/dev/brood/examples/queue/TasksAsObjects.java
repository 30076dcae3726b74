package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.JoinableQueue;
import dev.brood.SharedQueue;
import dev.brood.examples.Work;

/// Tasks as objects in one queue, results in another, and a wait until all tasks are done.
///
/// Counterpart of the tutorial's `Consumer(tasks, results)` and `Task(a, b)` with `JoinableQueue`,
/// `task_done()` and `join()`. There each consumer is ended by a `None` of its own, which has to be
/// counted as a task too; here the queue is closed behind the last task. If a consumer is killed in
/// the middle of a task, `join()` says so, where Python's waits for ever.
final class TasksAsObjects {
    private static final int JOBS = 10;

    record Multiplication(int a, int b) {
        String solve() throws InterruptedException {
            Work.seconds(0.1);
            return this + " = " + a * b;
        }

        @Override
        public String toString() {
            return a + " * " + b;
        }
    }

    static final class Consumer extends ChildProcess {
        private final JoinableQueue<Multiplication> tasks;
        private final SharedQueue<String> results;

        Consumer(JoinableQueue<Multiplication> tasks, SharedQueue<String> results) {
            this.tasks = tasks;
            this.results = results;
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Multiplication next = tasks.take();
                    IO.println(name() + ": " + next);
                    results.put(next.solve());
                    tasks.taskDone();
                }
            } catch (ClosedException _) {
                IO.println(name() + ": Exiting");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static void main() throws InterruptedException {
        JoinableQueue<Multiplication> tasks = Brood.local().joinableQueue(JOBS);
        SharedQueue<String> results = Brood.local().queue(JOBS);

        int consumers = Brood.local().cpuCount();
        IO.println("Creating " + consumers + " consumers");
        for (int i = 0; i < consumers; i++) {
            new Consumer(tasks, results).start();
        }

        for (int i = 0; i < JOBS; i++) {
            tasks.put(new Multiplication(i, i));
        }
        tasks.close();
        tasks.join();
        for (int i = 0; i < JOBS; i++) {
            IO.println("Result: " + results.take());
        }
    }
}
