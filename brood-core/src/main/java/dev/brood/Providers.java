package dev.brood;

import java.util.ServiceLoader;

/// Finds engines. A holder class, so that the usual one is looked up once.
final class Providers {
    private Providers() {}

    static BroodProvider local() {
        return Local.PROVIDER;
    }

    static BroodProvider of(String scheme) {
        ServiceLoader<BroodProvider> loader =
                ServiceLoader.load(BroodProvider.class, BroodProvider.class.getClassLoader());
        StringBuilder found = new StringBuilder();
        for (BroodProvider provider : loader) {
            if (provider.scheme().equals(scheme)) {
                return provider;
            }
            found.append(found.isEmpty() ? "" : ", ").append(provider.scheme());
        }
        throw new IllegalArgumentException(
                "no Brood engine for '%s:' on the class path or module path; there is: %s"
                        .formatted(scheme, found.isEmpty() ? "none" : found));
    }

    private static final class Local {
        static final BroodProvider PROVIDER = of("local");
    }
}
