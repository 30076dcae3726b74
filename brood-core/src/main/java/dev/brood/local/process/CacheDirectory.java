package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where Brood keeps what it need not make anew in each run: in the user's cache directory, or
/// where the system property `brood.cache` says; `none` there keeps nothing.
final class CacheDirectory {
    static final String PROPERTY = "brood.cache";

    private CacheDirectory() {}

    /// Returns the directory, made if need be.
    ///
    /// @return null if there is none to be had; everything works without, but slower
    static @Nullable Path get() {
        String named = System.getProperty(PROPERTY);
        if ("none".equals(named)) {
            return null;
        }
        Path path = named != null ? Path.of(named) : userCache().resolve("brood");
        try {
            return Files.createDirectories(path);
        } catch (IOException _) {
            return null;
        }
    }

    private static Path userCache() {
        Path home = Path.of(System.getProperty("user.home", "."));
        String xdg = System.getenv("XDG_CACHE_HOME");
        if (xdg != null && !xdg.isEmpty()) {
            return Path.of(xdg);
        }
        String system = System.getProperty("os.name", "");
        if (system.startsWith("Mac")) {
            return home.resolve("Library/Caches");
        }
        String local = System.getenv("LOCALAPPDATA");
        return system.startsWith("Windows") && local != null
                ? Path.of(local)
                : home.resolve(".cache");
    }
}
