package dev.brood.examples.process;

import dev.brood.ChildProcess;

/// A process class with a field and further methods: the object travels to the child as it is.
///
/// Counterpart of the tutorial's `class SubProcess(Process)` with `__init__(self, num)`, whose
/// method `fun` lacks its `self` and would fail. There is no `super().__init__()` to forget.
final class SubclassWithFields {
    static final class Worker extends ChildProcess {
        private final int number;

        Worker(int number) {
            this.number = number;
        }

        @Override
        public void run() {
            IO.println("child process " + pid());
            work();
            finish();
        }

        private void work() {
            IO.println("haha");
        }

        private void finish() {
            IO.println("number " + number);
        }
    }

    static void main() throws InterruptedException {
        ChildProcess worker = new Worker(100);
        worker.start();
        worker.join();
    }
}
