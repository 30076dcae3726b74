package dev.brood.local.pool;

import dev.brood.codec.Codec;
import dev.brood.local.os.Deadline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/// Sends the log records of a worker to its pool's process. A record for which there is no room in
/// five seconds is lost, and those after it are, as long as there is none, without a wait; the next
/// that arrives says how many.
public final class LogForwarder extends Handler {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Set while a record is being sent: what that logs itself is not.
    private static final ThreadLocal<Boolean> SENDING = new ThreadLocal<>();

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final AtomicLong lost = new AtomicLong();

    /// Called by the JVM, as [LogSetup] says.
    public LogForwarder() {}

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record) || SENDING.get() != null) {
            return;
        }
        SENDING.set(true);
        try {
            send(record);
        } finally {
            SENDING.remove();
        }
    }

    private void send(LogRecord record) {
        Reporter to = LogSetup.reporter();
        if (to == null) {
            return;
        }
        long missing = lost.getAndSet(0);
        long deadline = Deadline.after(missing == 0 ? PATIENCE : Duration.ZERO);
        boolean sent = false;
        try {
            byte[] bytes = Codec.standard().toBytes("log record", entry(record, missing));
            sent = to.send(Notice.LOG, bytes, bytes.length, deadline);
        } catch (RuntimeException e) { // of a throwable's own methods: not the task's affair
            reportError(null, e, ErrorManager.FORMAT_FAILURE);
        } finally {
            if (!sent) {
                lost.addAndGet(missing + 1);
            }
        }
    }

    private LogEntry entry(LogRecord record, long missing) {
        return new LogEntry(
                record.getLoggerName(),
                record.getLevel().intValue(),
                record.getInstant(),
                formatter.formatMessage(record),
                record.getLongThreadID(),
                record.getSourceClassName(),
                record.getSourceMethodName(),
                record.getThrown(),
                missing);
    }

    @Override
    public void flush() {}

    /// Says at the end of this process what nobody was told.
    @Override
    public void close() {
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            System.err.println(WorkerLog.lost(missing, ProcessHandle.current().toString()));
        }
    }
}
