package dev.brood.local.pool;

import dev.brood.codec.Codec;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What workers tell besides results: prints and logs it here, and has the pool act on the rest.
final class Notices {
    private final PoolState state;
    private final Staff staff;
    private final boolean prefixed;

    /// Runs what may be held up, by a stream or handler of the user's, in the order in which it
    /// comes.
    private final Consumer<Runnable> delivery;

    private record Arrival(Worker worker, Payload notice, String prefix) {}

    Notices(PoolState state, Staff staff, boolean prefixed, Consumer<Runnable> delivery) {
        this.state = state;
        this.staff = staff;
        this.prefixed = prefixed;
        this.delivery = delivery;
    }

    /// Takes the notices out of a worker's messages. Those that are for people are given to the
    /// delivery, before the results that come behind them can be.
    ///
    /// @return the others, the results
    List<Payload> sift(Worker worker, List<Payload> messages) {
        int notices = 0;
        for (Payload message : messages) {
            if (Notice.isOne(message)) {
                take(worker, message);
                notices++;
            }
        }
        if (notices == 0) {
            return messages;
        }
        List<Payload> results = new ArrayList<>(messages);
        results.removeIf(Notice::isOne);
        return results;
    }

    private void take(Worker worker, Payload notice) {
        switch (Messages.kind(notice)) {
            case Notice.INITIALIZED -> initialized(worker);
            case Notice.NOT_INITIALIZED -> worker.notInitialized = failure(notice);
            case Notice.SATURATED -> staff.recycling().retire(worker);
            case Notice.LEVELS_WANTED -> staff.sendLevels(worker);
            case Notice.OUTPUT, Notice.ERRORS, Notice.LOG -> {
                if (Messages.kind(notice) == Notice.ERRORS) {
                    worker.errors.add(new String(Notice.body(notice), StandardCharsets.UTF_8));
                }
                Arrival arrival = new Arrival(worker, notice, prefix(worker, Messages.id(notice)));
                delivery.accept(() -> deliver(arrival));
            }
            default -> throw new IllegalStateException("notice " + Messages.kind(notice));
        }
    }

    private void initialized(Worker worker) {
        state.lock.lock();
        try {
            if (!worker.initialized) {
                worker.initialized = true;
                state.initializing--;
                staff.sizing().idle(worker);
            }
        } finally {
            state.lock.unlock();
        }
    }

    private static Throwable failure(Payload notice) {
        try {
            Object failure = Codec.standard().fromBytes("failure", Notice.body(notice));
            return failure instanceof Throwable thrown
                    ? thrown
                    : new IllegalStateException("a failure that is none: " + failure);
        } catch (RuntimeException e) {
            return e;
        }
    }

    private String prefix(Worker worker, long id) {
        if (!prefixed) {
            return "";
        }
        state.lock.lock();
        try {
            PoolTask<?> task = id == 0 ? null : worker.inHand.get(id);
            return task == null
                    ? "[" + worker.name + "] "
                    : "[" + worker.name + " " + task.label() + "] ";
        } finally {
            state.lock.unlock();
        }
    }

    private static void deliver(Arrival arrival) {
        try {
            byte[] body = Notice.body(arrival.notice());
            switch (Messages.kind(arrival.notice())) {
                case Notice.OUTPUT -> print(System.out, arrival.prefix(), body);
                case Notice.ERRORS -> print(System.err, arrival.prefix(), body);
                default -> log(arrival, body);
            }
        } catch (RuntimeException | Error e) { // a handler, a stream of the user's, a throwable
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private static void print(PrintStream to, String prefix, byte[] lines) {
        String text = new String(lines, StandardCharsets.UTF_8);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            int last = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            to.println(prefix + text.substring(from, last));
            from = end + 1;
        }
        to.println(prefix + text.substring(from));
    }

    private static void log(Arrival arrival, byte[] body) {
        @Nullable Object entry = Codec.standard().fromBytes("log record", body);
        if (entry instanceof LogEntry record) {
            WorkerLog.log(arrival.worker().toString(), arrival.prefix(), record);
        }
    }
}
