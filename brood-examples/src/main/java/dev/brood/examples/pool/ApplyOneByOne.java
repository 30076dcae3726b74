package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ProcessPool;
import dev.brood.examples.Work;

/// Tasks one after the other: each is waited for before the next is submitted.
///
/// Counterpart of `pool.apply(work)`, which is a `submit` and a `get`. Python starts all three
/// workers at once; here a worker is started when there is none idle, so one is enough.
final class ApplyOneByOne {
    static void main() throws Exception {
        try (ProcessPool pool = Brood.local().pool(3)) {
            for (int i = 0; i < 5; i++) {
                pool.submit(ApplyOneByOne::copy).get();
            }
        }
    }

    private static void copy() throws InterruptedException {
        IO.println("copying... " + ChildProcess.current().pid());
        Work.seconds(1);
    }
}
