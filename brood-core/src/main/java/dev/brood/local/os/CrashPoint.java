package dev.brood.local.os;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/// Places at which a test can make a process die, or make a thread of it pause. The system property
/// `brood.crash` of the process, `NAME` or `NAME:N`, makes it end as if by SIGKILL when it reaches
/// that place for the Nth time; `brood.pause`, `NAME@DIRECTORY` or `NAME:N@DIRECTORY`, makes the
/// thread that does so write a byte to the FIFO `reached` there, and go on when it has read one
/// from the FIFO `go`, or when there is none. Where neither is set, a place costs nothing: the
/// check is constant.
public final class CrashPoint {
    /// The system property that makes the process die.
    public static final String PROPERTY = "brood.crash";

    /// The system property that makes a thread pause.
    public static final String PAUSE_PROPERTY = "brood.pause";

    /// The exit value that stands for SIGKILL.
    private static final int KILLED = 137;

    private static final @Nullable Place DEATH = Place.of(System.getProperty(PROPERTY, ""), "");
    private static final @Nullable Place PAUSE = pausePlace(System.getProperty(PAUSE_PROPERTY, ""));
    private static final boolean ON = DEATH != null || PAUSE != null;

    private CrashPoint() {}

    /// A place that was asked for.
    ///
    /// @param left how often it is still to be reached
    /// @param directory where the FIFOs of a pause are
    private record Place(String name, AtomicInteger left, String directory) {
        static @Nullable Place of(String setting, String directory) {
            String name = setting.replaceFirst(":\\d+$", "");
            int times =
                    setting.length() == name.length()
                            ? 1
                            : Integer.parseInt(setting.substring(name.length() + 1));
            return setting.isEmpty() ? null : new Place(name, new AtomicInteger(times), directory);
        }

        boolean isReachedBy(String place) {
            return place.equals(name) && left.decrementAndGet() == 0;
        }
    }

    private static @Nullable Place pausePlace(String setting) {
        int at = setting.indexOf('@');
        return at < 0 ? null : Place.of(setting.substring(0, at), setting.substring(at + 1));
    }

    /// Dies or pauses here, if a property says so.
    ///
    /// @param name of the place
    public static void reach(String name) {
        if (ON) {
            if (DEATH != null && DEATH.isReachedBy(name)) {
                Runtime.getRuntime().halt(KILLED);
            }
            if (PAUSE != null && PAUSE.isReachedBy(name)) {
                pause(PAUSE.directory);
            }
        }
    }

    private static void pause(String directory) {
        try (InputStream go = new FileInputStream(directory + "/go");
                OutputStream reached = new FileOutputStream(directory + "/reached")) {
            reached.write(1);
            int _ = go.read();
        } catch (FileNotFoundException _) {
            // The test has ended.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
