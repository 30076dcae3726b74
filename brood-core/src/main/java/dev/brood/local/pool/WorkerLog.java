package dev.brood.local.pool;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Logs in the pool's process what its workers have logged. Loaded when one has.
final class WorkerLog {
    private static final String OWN = "dev.brood.pool";
    private static final String LEVEL = ".level";

    private WorkerLog() {}

    /// Logs a record of a worker.
    ///
    /// @param worker its name, for a message of this class
    /// @param prefix what to put in front of the message
    static void log(String worker, String prefix, LogEntry entry) {
        if (entry.lost() > 0) {
            Logger.getLogger(OWN).warning(lost(entry.lost(), worker));
        }
        LogRecord record =
                new LogRecord(
                        Level.parse(Integer.toString(entry.level())), prefix + entry.message());
        record.setLoggerName(entry.logger());
        record.setInstant(entry.instant());
        record.setLongThreadID(entry.thread());
        record.setSourceClassName(entry.sourceClass());
        record.setSourceMethodName(entry.sourceMethod());
        record.setThrown(entry.thrown());
        String name = entry.logger();
        Logger logger = name == null ? Logger.getLogger("") : Logger.getLogger(name);
        logger.log(record);
    }

    static String lost(long records, String worker) {
        return "%d log records of %s are lost: its pool had no room for them"
                .formatted(records, worker);
    }

    /// Returns the levels of this process's loggers, in the form of a configuration: those that
    /// exist, and those that its configuration file names.
    static byte[] levels() {
        Properties levels = new Properties();
        String file = System.getProperty(LogSetup.FILE_PROPERTY);
        if (file != null) {
            addLevels(levels, file);
        }
        LogManager manager = LogManager.getLogManager();
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            Level level = logger == null ? null : logger.getLevel();
            if (level != null) {
                levels.setProperty(name + LEVEL, Integer.toString(level.intValue()));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            levels.store(bytes, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void addLevels(Properties levels, String file) {
        Properties all = new Properties();
        try (InputStream in = new FileInputStream(file)) {
            all.load(in);
        } catch (IOException _) {
            return; // this process does without it, too
        }
        for (String name : all.stringPropertyNames()) {
            if (name.endsWith(LEVEL)) {
                levels.setProperty(name, all.getProperty(name));
            }
        }
    }
}
