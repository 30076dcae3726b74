package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.JoinableQueue;
import dev.brood.SharedQueue;
import dev.brood.examples.Work;

/// Tasks as objects in one queue, results in another, and a wait until all tasks are done.
///
/// Counterpart of the tutorial's `Consumer(tasks, results)` and `Task(a, b)` with `JoinableQueue`,
/// `task_done()` and `join()`. As there, a pill for each consumer ends it, and counts as a task:
/// when all is joined, every consumer has begun and ended its work. If one is killed in the middle
/// of a task, `join()` says so, where Python's waits for ever.
final class TasksAsObjects {
    private static final int JOBS = 10;

    /// What a consumer is given.
    sealed interface Job {}

    /// The last a consumer is given.
    record Pill() implements Job {}

    record Multiplication(int a, int b) implements Job {
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
        private final JoinableQueue<Job> tasks;
        private final SharedQueue<String> results;

        Consumer(JoinableQueue<Job> tasks, SharedQueue<String> results) {
            this.tasks = tasks;
            this.results = results;
        }

        @Override
        public void run() {
            try {
                while (tasks.take() instanceof Multiplication next) {
                    IO.println(name() + ": " + next);
                    results.put(next.solve());
                    tasks.taskDone();
                }
                IO.println(name() + ": Exiting");
                tasks.taskDone();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static void main() throws InterruptedException {
        JoinableQueue<Job> tasks = Brood.local().joinableQueue(JOBS);
        SharedQueue<String> results = Brood.local().queue(JOBS);

        int consumers = Brood.local().cpuCount();
        IO.println("Creating " + consumers + " consumers");
        for (int i = 0; i < consumers; i++) {
            new Consumer(tasks, results).start();
        }

        for (int i = 0; i < JOBS; i++) {
            tasks.put(new Multiplication(i, i));
        }
        for (int i = 0; i < consumers; i++) {
            tasks.put(new Pill());
        }
        tasks.join();
        for (int i = 0; i < JOBS; i++) {
            IO.println("Result: " + results.take());
        }
    }
}
