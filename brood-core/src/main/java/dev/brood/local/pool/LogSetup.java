package dev.brood.local.pool;

import dev.brood.local.os.Deadline;
import dev.brood.local.process.Mail;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.LogManager;

/// The configuration of `java.util.logging` in a worker: all records go to the pool's process, if
/// they are of a level that its loggers would not drop. The JVM makes it when the first logger is
/// used, so a worker that logs nothing loads nothing of it.
public final class LogSetup {
    static final String PROPERTY = "java.util.logging.config.class";
    static final String FILE_PROPERTY = "java.util.logging.config.file";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static volatile @Nullable Reporter reporter;

    /// Configures logging. Called by the JVM.
    ///
    /// @throws IOException never
    public LogSetup() throws IOException {
        Properties properties = new Properties();
        Reporter to = reporter;
        if (to != null && to.send(Notice.LEVELS_WANTED, Deadline.after(PATIENCE))) {
            byte[] levels = Mail.await(PATIENCE);
            if (levels != null) {
                properties.load(new ByteArrayInputStream(levels));
            }
        }
        properties.setProperty("handlers", LogForwarder.class.getName());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        properties.store(bytes, null);
        LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(bytes.toByteArray()));
    }

    /// Has the records of this process sent to its pool, from the first one on.
    static void install(Reporter to) {
        Optional<Module> logging = ModuleLayer.boot().findModule("java.logging");
        if (logging.isPresent()) {
            Module own = LogSetup.class.getModule();
            if (own.isNamed()) {
                own.addExports(LogSetup.class.getPackageName(), logging.get());
            }
            reporter = to;
            System.setProperty(PROPERTY, LogSetup.class.getName());
        }
    }

    static @Nullable Reporter reporter() {
        return reporter;
    }
}
