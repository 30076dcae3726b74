package dev.brood.local.os;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How long threads sleep at most before they look again by themselves, whatever they wait for: so
/// that no wake-up, however it was lost, is lost for ever.
///
/// The net hides who falls into it: a lock whose wake-ups get lost now and then is merely slow. The
/// system property `brood.backstop`, a number of seconds, takes it away for tests. With it a lost
/// wake-up is a hang.
public final class Backstop {
    /// The system property; children get it as a flag, by `brood.flags`.
    public static final String PROPERTY = "brood.backstop";

    private static final @Nullable Duration SET = setting(Integer.getInteger(PROPERTY));

    private Backstop() {}

    private static @Nullable Duration setting(@Nullable Integer seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    /// Returns how long to sleep at most.
    ///
    /// @param usual how long, if the property does not say otherwise
    /// @return that, or what the property says
    public static Duration of(Duration usual) {
        return SET == null ? usual : SET;
    }
}
