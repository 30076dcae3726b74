package dev.brood.testkit.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ExitStatus;
import dev.brood.Listener;
import dev.brood.Output;
import dev.brood.ProcessPool;
import dev.brood.Secret;
import dev.brood.SharedEvent;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.Worker;
import dev.brood.junit.Await;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// What is special where processes are threads.
class ThreadsEngineTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final AtomicReference<Object> SEEN = new AtomicReference<>();

    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.threads();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    @Test
    @Covers("M-22")
    void process_isAThreadOfThisJvm_thatKnowsWhereItIs() throws Exception {
        SharedQueue<Object> queue = brood.queue(4);

        ChildProcess child =
                brood.process()
                        .name("inner")
                        .start(() -> {
                            SEEN.set(Thread.currentThread());
                            queue.put(ProcessHandle.current().pid());
                            queue.put(ChildProcess.current().pid());
                            queue.put(ChildProcess.parent().orElseThrow().pid());
                            new ChildProcess(() -> queue.put(Worker.isWorker())).start().join();
                        });
        child.join();

        assertThat(SEEN.get()).isInstanceOf(Thread.class).asString().contains("inner");
        assertThat(List.of(queue.take(), queue.take(), queue.take(), queue.take()))
                .containsExactly(
                        ProcessHandle.current().pid(),
                        child.pid(),
                        ProcessHandle.current().pid(),
                        false);
        assertThat(ChildProcess.current().name()).isEqualTo("main");
    }

    @Test
    void current_isTheEngineThatRunsTheCode_inThreadsOfTheProcessToo() throws Exception {
        SharedQueue<String> queue = brood.queue(2);

        brood.start(
                        () -> {
                            queue.put(Brood.current().toString());
                            Thread own =
                                    Thread.ofVirtual()
                                            .start(() -> {
                                                try {
                                                    queue.put(Brood.current().toString());
                                                } catch (InterruptedException e) {
                                                    throw new AssertionError(e);
                                                }
                                            });
                            own.join();
                        })
                .join();

        assertThat(queue.take()).isEqualTo(brood.toString()).startsWith("threads tree ");
        assertThat(queue.take()).isEqualTo(brood.toString());
    }

    @Test
    void kill_ofAThreadThatDoesNotListen_takesAllFromIt() throws Exception {
        SharedLock lock = brood.lock();
        SharedEvent held = brood.event();
        SharedQueue<String> out = brood.queue(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SEEN.set(goOn);
        AtomicReference<Throwable> later = new AtomicReference<>();
        LATER.set(later);
        ChildProcess child =
                brood.start(() -> {
                    lock.lock();
                    held.set();
                    awaitWithoutListening();
                    try {
                        out.put("written by a dead one");
                    } catch (Throwable e) {
                        LATER.get().set(e);
                    }
                });
        held.await();

        child.kill();
        child.join();

        assertThat(child.exitStatus()).contains(new ExitStatus.Signaled(9));
        lock.lock();
        try {
            assertThat(lock.abandonment()).isPresent();
        } finally {
            lock.unlock();
        }
        goOn.countDown();
        Await.until(LONG, "its thread to be refused", () -> later.get() != null);
        assertThat(later.get()).isInstanceOfAny(ClosedException.class, InterruptedException.class);
        assertThat(out).isEmpty();
    }

    private static final AtomicReference<AtomicReference<Throwable>> LATER =
            new AtomicReference<>();

    private static void awaitWithoutListening() {
        CountDownLatch goOn = (CountDownLatch) SEEN.get();
        boolean done = false;
        while (!done) {
            try {
                done = goOn.await(LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                // That is what it is about.
            }
        }
    }

    @Test
    void kill_ofAProcessThatListens_freesItsAddress() throws Exception {
        SharedQueue<Address> where = brood.queue(1);
        ChildProcess child =
                brood.start(() -> {
                    Listener listener = Listener.open(Address.tcp(0), secret());
                    where.put(listener.address());
                    listener.accept();
                });
        Address address = where.take();

        child.kill();
        child.join();

        try (Listener next = Listener.open(address, secret())) {
            assertThat(next.address()).isEqualTo(address);
        }
    }

    private static Secret secret() {
        return Secret.of("known to both");
    }

    @Test
    void optionsOfAJvm_areRefused_withTheWayOut() {
        assertThatThrownBy(() -> brood.process().maxHeap("64m").start(() -> {}))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "a process that is a thread of this JVM can't have a heap of its own"
                                + " (maxHeap); one of Brood.local() can");
        assertThatThrownBy(() -> brood.newPool().recycleAbove(1 << 20))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "a worker that is a thread can't have a limit of its memory; one of"
                                + " Brood.local() can");
        assertThatThrownBy(() -> brood.newPool().pin(true))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("processors of its own");
    }

    @Test
    void signal_thatMeansNothingToAThread_isRefused() throws Exception {
        SharedEvent end = brood.event();
        ChildProcess child = brood.process().name("deaf").start(() -> end.await());

        assertThatThrownBy(() -> child.signal(10))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "'deaf' is a thread of this JVM, to which SIGUSR1 can't be sent: only"
                                + " SIGHUP, SIGINT, SIGTERM and SIGKILL; a process of Brood.local()"
                                + " gets any signal");

        end.set();
        child.join();
        assertThat(child.exitCode()).hasValue(0);
    }

    @Test
    void output_ofEachProcess_goesWhereItWasToldTo() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();

        ChildProcess child =
                brood.process()
                        .name("talker")
                        .stdout(Output.lines((name, line) -> lines.add(name + ": " + line)))
                        .start(() -> {
                            System.out.println("one");
                            System.out.print("two, without an end");
                        });
        child.join();

        assertThat(lines).containsExactly("talker: one", "talker: two, without an end");
    }

    @Test
    void pool_whoseWorkerIsKilled_replacesIt() throws Exception {
        try (ProcessPool pool = brood.pool(1)) {
            long first = pool.submit(() -> ChildProcess.current().pid()).get();
            pool.workers().getFirst().kill();
            Await.until(
                    LONG,
                    "another worker",
                    () -> {
                        try {
                            return pool.submit(() -> ChildProcess.current().pid()).get() != first;
                        } catch (Exception e) {
                            return false;
                        }
                    });
        }
    }
}
