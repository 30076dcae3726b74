package dev.brood.local.os;

import java.util.concurrent.atomic.AtomicInteger;

/// Places at which a test can make a process die. The system property `brood.crash` of the process,
/// `NAME` or `NAME:N`, makes it end as if by SIGKILL when it reaches that place for the Nth time.
/// Where the property is not set, a place costs nothing: the check is constant.
public final class CrashPoint {
    /// The system property.
    public static final String PROPERTY = "brood.crash";

    /// The exit value that stands for SIGKILL.
    private static final int KILLED = 137;

    private static final String SETTING = System.getProperty(PROPERTY, "");
    private static final boolean ON = !SETTING.isEmpty();
    private static final String NAME = ON ? SETTING.replaceFirst(":\\d+$", "") : "";
    private static final AtomicInteger LEFT =
            new AtomicInteger(
                    SETTING.length() == NAME.length()
                            ? 1
                            : Integer.parseInt(SETTING.substring(NAME.length() + 1)));

    private CrashPoint() {}

    /// Dies here, if the property says so.
    ///
    /// @param name of the place
    public static void reach(String name) {
        if (ON && name.equals(NAME) && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
