package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.ProcessPool;
import dev.brood.SharedInt;
import dev.brood.SharedQueue;
import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the documentation of `Executor`, `ExecutorService` and `Future` promises, sentence by
/// sentence, of every engine's pools. Each test says which sentence it is about.
public abstract class ExecutorServiceContract extends SharedPoolContract {
    /// For subclasses.
    protected ExecutorServiceContract() {}

    private static int fail(String message) throws IOException {
        throw new IOException(message);
    }

    private static <T> Callable<T> task(Task<T> task) {
        return task;
    }

    private ExecutorService executor() {
        return pool();
    }

    /// Executor: "Executes the given command at some time in the future."
    @Test
    void execute_runsTheCommand() throws Exception {
        try (SharedQueue<String> ran = brood().queue(1)) {
            executor().execute((Action) () -> ran.put("yes"));

            assertThat(ran.poll(LONG)).isEqualTo("yes");
        }
    }

    /// Executor: "RejectedExecutionException - if this task cannot be accepted for execution".
    @Test
    void execute_ofWhatCannotTravel_isRejected_andSaysWhatToDo() {
        Object local = new Object();
        assertThatThrownBy(() -> executor().execute(() -> local.notifyAll()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining(
                        "pool 'shared' can't take a " + getClass().getSuperclass().getName())
                .hasMessageContaining("use submit");
    }

    /// Executor: "NullPointerException - if command is null"; and so all other methods.
    @Test
    @SuppressWarnings("NullAway") // the point
    void nulls_areRefused() {
        assertThatThrownBy(() -> executor().execute(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().submit((Runnable) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().submit((Callable<String>) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().submit((Runnable) null, "x"))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool().submit((Task<String>) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool().submit((Action) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().invokeAll(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().invokeAny(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().invokeAll(List.of(task(() -> 1)), 1, null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().invokeAny(List.of(task(() -> 1)), 1, null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().awaitTermination(1, null))
                .isInstanceOf(NullPointerException.class);
        List<Callable<Integer>> withNull = Arrays.asList(task(() -> 1), null);
        assertThatThrownBy(() -> executor().invokeAll(withNull))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor().invokeAny(withNull))
                .isInstanceOf(NullPointerException.class);
    }

    /// What a thread pool does with an exception that nobody asks for.
    @Test
    void execute_ofWhatThrows_tellsTheUncaughtExceptionHandler() throws Exception {
        LinkedBlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.add(e));
        try {
            executor().execute((Action) () -> fail("nobody asks"));
            assertThat(uncaught.poll(LONG.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(IOException.class)
                    .hasMessage("nobody asks");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    /// ExecutorService.submit: "The Future's get method will return null upon successful
    /// completion", "… will return the task's result", "… will return the given result".
    @Test
    void submit_givesNull_theResult_orTheGivenResult() throws Exception {
        Future<?> none = executor().submit((Action) () -> {});
        Future<String> some = executor().submit(task(() -> "some"));
        Object given = new Object(); // need not travel
        Future<Object> fixed = executor().submit((Action) () -> {}, given);
        Future<@org.jspecify.annotations.Nullable Object> fixedNull =
                executor().submit((Action) () -> {}, null);

        assertThat(none.get()).isNull();
        assertThat(some.get()).isEqualTo("some");
        assertThat(fixed.get()).isSameAs(given);
        assertThat(fixedNull.get()).isNull();
    }

    /// ExecutorService: "Actions in a thread prior to the submission of a Runnable or Callable task
    /// to an ExecutorService happen-before any actions taken by that task, which in turn
    /// happen-before the result is retrieved via Future.get()."
    @Test
    void effects_onSharedMemory_areSeenByTheTask_andAfterGet() throws Exception {
        try (SharedInt number = brood().sharedInt(0)) {
            for (int i = 0; i < 200; i += 2) {
                int now = i;
                number.setPlain(now);
                int seen =
                        executor()
                                .submit(
                                        task(() -> {
                                            int before = number.getPlain();
                                            number.setPlain(now + 1);
                                            return before;
                                        }))
                                .get();
                assertThat(seen).isEqualTo(now);
                assertThat(number.getPlain()).isEqualTo(now + 1);
            }
        }
    }

    /// ExecutorService.shutdown: "Initiates an orderly shutdown in which previously submitted tasks
    /// are executed, but no new tasks will be accepted. Invocation has no additional effect if
    /// already shut down. This method does not wait for previously submitted tasks to complete
    /// execution." isTerminated: "true if all tasks have completed following shut down. Note that
    /// isTerminated is never true unless either shutdown or shutdownNow was called first."
    /// awaitTermination: "Blocks until all tasks have completed execution after a shutdown request,
    /// or the timeout occurs, or the current thread is interrupted".
    @Test
    void shutdown_lifeOfAnExecutor() throws Exception {
        try (SharedQueue<Integer> gate = brood().queue(1)) {
            ExecutorService own = brood().pool(1);
            Future<Integer> first = own.submit(task(() -> gate.take()));
            Future<Integer> second = own.submit(task(() -> 2));
            assertThat(own.isShutdown()).isFalse();
            assertThat(own.isTerminated()).isFalse();

            own.shutdown();
            own.shutdown();
            assertThat(own.isShutdown()).isTrue();
            assertThat(own.isTerminated()).isFalse();
            assertThat(own.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(own.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
            assertThat(own.awaitTermination(-1, TimeUnit.SECONDS)).isFalse();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> own.awaitTermination(1, TimeUnit.DAYS))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertRejects(own);

            gate.put(1);
            assertThat(own.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(own.isTerminated()).isTrue();
            assertThat(first.resultNow()).isEqualTo(1);
            assertThat(second.resultNow()).isEqualTo(2);
            own.close();
            assertRejects(own);
        }
    }

    /// "RejectedExecutionException - if the task cannot be scheduled for execution".
    private static void assertRejects(ExecutorService own) {
        assertThatThrownBy(() -> own.submit(task(() -> 1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("is shut down and takes no more tasks");
        assertThatThrownBy(() -> own.submit((Action) () -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> own.submit((Action) () -> {}, 1))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> own.execute((Action) () -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> own.invokeAll(List.of(task(() -> 1))))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> own.invokeAny(List.of(task(() -> 1))))
                .isInstanceOf(RejectedExecutionException.class);
    }

    /// ExecutorService.shutdownNow: "Attempts to stop all actively executing tasks, halts the
    /// processing of waiting tasks, and returns a list of the tasks that were awaiting execution."
    /// As of a thread pool, each can be run by whoever gets it, and completes its future then.
    @Test
    void shutdownNow_givesTasks_thatCanBeRun() throws Exception {
        try (SharedQueue<String> begun = brood().queue(1)) {
            ExecutorService own = brood().pool(1);
            Future<?> running =
                    own.submit(
                            (Action)
                                    () -> {
                                        begun.put("yes");
                                        TimeUnit.HOURS.sleep(1);
                                    });
            begun.take();
            Future<Integer> waiting = own.submit(task(() -> 5));
            List<Runnable> never = own.shutdownNow();

            assertThat(never).hasSize(1);
            assertThat(waiting.isDone()).isFalse();
            never.getFirst().run();
            assertThat(waiting.resultNow()).isEqualTo(5);
            assertThat(own.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(running.state()).isEqualTo(Future.State.FAILED);
            assertThat(own.shutdownNow()).isEmpty();
        }
    }

    /// ExecutorService.close: "Initiates an orderly shutdown in which previously submitted tasks
    /// are executed, but no new tasks will be accepted. This method waits until all tasks have
    /// completed execution and the executor has terminated. If interrupted while waiting, this
    /// method stops all executing tasks as if by invoking shutdownNow(). It then continues to wait
    /// until all actively executing tasks have completed. Tasks that were awaiting execution are
    /// not executed. The interrupted status will be re-asserted before this method returns. If
    /// already terminated, invoking this method has no effect."
    @Test
    void close_drains_andWhenInterruptedStops() throws Exception {
        Future<Integer> drained;
        ExecutorService draining = brood().pool(1);
        try (draining) {
            drained = draining.submit(task(() -> 1));
        }
        assertThat(draining.isTerminated()).isTrue();
        assertThat(drained.resultNow()).isEqualTo(1);
        draining.close();

        try (SharedQueue<String> begun = brood().queue(1)) {
            ExecutorService stopped = brood().pool(1);
            Future<?> running =
                    stopped.submit(
                            (Action)
                                    () -> {
                                        begun.put("yes");
                                        TimeUnit.HOURS.sleep(1);
                                    });
            begun.take();
            Future<Integer> waiting = stopped.submit(task(() -> 1));
            Thread.currentThread().interrupt();
            stopped.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(stopped.isTerminated()).isTrue();
            assertThat(running.state()).isEqualTo(Future.State.FAILED);
            assertThat(waiting.state()).isNotEqualTo(Future.State.SUCCESS);
        }
    }

    /// ExecutorService.invokeAll: "Executes the given tasks, returning a list of Futures holding
    /// their status and results when all complete. Future.isDone is true for each element of the
    /// returned list. Note that a completed task could have terminated either normally or by
    /// throwing an exception." "… in the same sequential order as produced by the iterator for the
    /// given task list, each of which has completed".
    @Test
    void invokeAll_waitsForAll_inTheirOrder() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            tasks.add(task(() -> number == 7 ? fail("seven") : number));
        }
        List<Future<Integer>> futures = executor().invokeAll(tasks);

        assertThat(futures).hasSize(20).allMatch(Future::isDone);
        for (int i = 0; i < 20; i++) {
            if (i == 7) {
                assertThat(futures.get(i).exceptionNow()).isInstanceOf(IOException.class);
            } else {
                assertThat(futures.get(i).resultNow()).isEqualTo(i);
            }
        }
        assertThat(executor().invokeAll(List.<Callable<Integer>>of())).isEmpty();
    }

    /// ExecutorService.invokeAll: "InterruptedException - if interrupted while waiting, in which
    /// case unfinished tasks are cancelled".
    @Test
    void invokeAll_interrupted_cancelsWhatIsNotDone() throws Exception {
        try (SharedQueue<String> events = brood().queue(10)) {
            Thread caller = Thread.currentThread();
            Thread interrupter =
                    Thread.startVirtualThread(() -> interruptAfterAnEvent(events, caller));
            List<Callable<Integer>> tasks = List.of(task(() -> holdOn(events)));
            assertThatThrownBy(() -> executor().invokeAll(tasks))
                    .isInstanceOf(InterruptedException.class);
            interrupter.join();
            assertThat(events.poll(LONG)).isEqualTo("interrupted");
        }
    }

    private static void interruptAfterAnEvent(SharedQueue<String> events, Thread thread) {
        try {
            events.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        thread.interrupt();
    }

    private static int holdOn(SharedQueue<String> events) throws InterruptedException {
        events.put("begun");
        try {
            TimeUnit.HOURS.sleep(1);
            return 0;
        } catch (InterruptedException e) {
            events.put("interrupted");
            throw e;
        }
    }

    /// ExecutorService.invokeAll, timed: "… when all complete or the timeout expires, whichever
    /// happens first. … Upon return, tasks that have not completed are cancelled." "If the
    /// operation did not time out, each task will have completed. If it did time out, some of these
    /// tasks will not have completed."
    @Test
    void invokeAll_withATimeOut_cancelsWhatIsLate() throws Exception {
        try (SharedQueue<String> events = brood().queue(10)) {
            List<Callable<Integer>> tasks = List.of(task(() -> holdOn(events)));
            List<Future<Integer>> late = executor().invokeAll(tasks, 100, TimeUnit.MILLISECONDS);
            assertThat(late).singleElement().matches(Future::isCancelled);

            List<Future<Integer>> done =
                    executor().invokeAll(List.of(task(() -> 1)), 1, TimeUnit.DAYS);
            assertThat(done.getFirst().resultNow()).isEqualTo(1);
            assertThat(executor().invokeAll(List.of(task(() -> 1)), Long.MAX_VALUE, TimeUnit.DAYS))
                    .allMatch(each -> each.state() == Future.State.SUCCESS);
            assertThat(executor().invokeAll(tasks, 0, TimeUnit.DAYS)).allMatch(Future::isCancelled);
        }
    }

    /// ExecutorService.invokeAny: "Executes the given tasks, returning the result of one that has
    /// completed successfully (i.e., without throwing an exception), if any do. Upon normal or
    /// exceptional return, tasks that have not completed are cancelled."
    @Test
    void invokeAny_givesASuccess_andCancelsTheOthers() throws Exception {
        try (SharedQueue<String> events = brood().queue(10)) {
            List<Callable<Integer>> tasks =
                    List.of(
                            task(() -> fail("first")),
                            task(() -> holdOn(events)),
                            task(() -> {
                                events.take(); // the other has begun
                                return 3;
                            }));
            assertThat(executor().invokeAny(tasks)).isEqualTo(3);
            assertThat(events.poll(LONG)).isEqualTo("interrupted");
        }
    }

    /// ExecutorService.invokeAny: "IllegalArgumentException - if tasks is empty",
    /// "ExecutionException - if no task successfully completes", "TimeoutException - if the given
    /// timeout elapses before any successfully completes".
    @Test
    void invokeAny_ofNone_ofFailuresOnly_orTooLate_throws() throws Exception {
        assertThatThrownBy(() -> executor().invokeAny(List.<Callable<Integer>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invokeAny needs at least one task");
        assertThatThrownBy(() ->
                        executor().invokeAny(List.<Callable<Integer>>of(), 1, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> executor().invokeAny(Collections.nCopies(3, task(() -> fail("all")))))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        try (SharedQueue<String> events = brood().queue(10)) {
            List<Callable<Integer>> endless = List.of(task(() -> holdOn(events)));
            assertThatThrownBy(() -> executor().invokeAny(endless, 100, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("none of 1 tasks succeeded within " + Duration.ofMillis(100));
        }
    }

    /// Future.cancel: "This method has no effect if the task is already completed or cancelled",
    /// "false if the task cannot be cancelled, typically because it has already completed; true
    /// otherwise. If two or more threads cause a task to be cancelled, then at least one of them
    /// returns true." "The return value from this method does not necessarily indicate whether the
    /// task is now cancelled; use isCancelled." get: "CancellationException - if the computation
    /// was cancelled".
    @Test
    @Covers({"E-07", "FutureTests.test_cancel", "FutureTests.test_cancelled"})
    void cancel_ofWhatIsDone_hasNoEffect() throws Exception {
        Future<Integer> done = executor().submit(task(() -> 1));
        assertThat(done.get()).isEqualTo(1);
        assertThat(done.cancel(true)).isFalse();
        assertThat(done.isCancelled()).isFalse();
        assertThat(done.get()).isEqualTo(1);

        Future<?> cancelled = executor().submit((Action) () -> TimeUnit.HOURS.sleep(1));
        assertThat(cancelled.cancel(true)).isTrue();
        assertThat(cancelled.cancel(true)).isTrue();
        assertThat(cancelled.isCancelled()).isTrue();
        assertThat(cancelled.isDone()).isTrue();
        assertThat(cancelled.state()).isEqualTo(Future.State.CANCELLED);
        assertThatThrownBy(cancelled::get).isInstanceOf(CancellationException.class);
    }

    /// Future.get: "InterruptedException - if the current thread was interrupted while waiting".
    /// Interrupting who waits does not end the task.
    @Test
    void get_interrupted_leavesTheTaskAlone() throws Exception {
        try (SharedQueue<Integer> gate = brood().queue(1)) {
            Future<Integer> future = executor().submit(task(() -> gate.take()));
            Thread.currentThread().interrupt();
            assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
            gate.put(4);
            assertThat(future.get()).isEqualTo(4);
        }
    }

    /// CompletableFuture's own tasks and those of an `ExecutorCompletionService` are objects of
    /// this JVM: they can't travel, and say so at once.
    @Test
    void tasksOfOtherJdkClasses_areRejected_withTheWayOut() {
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, executor()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("AsyncSupply")
                .hasMessageContaining("use submit");
        assertThatThrownBy(() ->
                        new ExecutorCompletionService<Integer>(executor()).submit(task(() -> 1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("use submit");
    }

    /// Futures of a pool are the beginning of chains like any other.
    @Test
    void futures_compose_andWhatDependsOnThemDoesNotEndTheTask() throws Exception {
        try (SharedQueue<Integer> gate = brood().queue(1)) {
            ProcessPool pool = pool();
            CompletableFuture<Integer> future = pool.submit(() -> gate.take());
            CompletableFuture<Integer> dependent = future.thenApplyAsync(x -> x + 1);
            CompletableFuture<Integer> copy = future.copy();
            assertThat(dependent.cancel(true)).isTrue();
            assertThat(copy.complete(0)).isTrue();
            gate.put(6);
            assertThat(get(future)).isEqualTo(6);
            assertThat(get(future.thenCombine(pool.submit(() -> 1), Integer::sum))).isEqualTo(7);
        }
    }
}
