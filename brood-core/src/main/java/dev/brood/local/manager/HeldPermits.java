package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

/// How many permits of a semaphore were acquired through a proxy, link by link. When a link is lost
/// the server takes back what was acquired through it; to release that once more would make permits
/// that there never were.
///
/// Permits that were acquired by an asynchronous call are not counted.
final class HeldPermits {
    private @Nullable RemoteInvoker through; // guarded by this, as all
    private int held;
    private int lost;

    /// Refuses to release what has been taken back.
    ///
    /// @throws IllegalStateException if it has
    synchronized void check(
            RemoteInvoker target, Signature signature, @Nullable Object[] arguments) {
        move(target);
        if (!signature.method().getName().equals("release")) {
            return;
        }
        int given = number(arguments[0]);
        if (lost > 0 && given > held) {
            lost = Math.max(0, lost - (given - held));
            throw new IllegalStateException(
                    "releasing %d, of which %d were acquired through a connection to %s that was lost: the server has taken these back"
                            .formatted(given, given - held, target.address()));
        }
    }

    private void move(RemoteInvoker target) {
        if (!target.equals(through)) {
            lost += held;
            held = 0;
            through = target;
        }
    }

    /// Counts what a call has done.
    synchronized void count(
            RemoteInvoker target,
            Signature signature,
            @Nullable Object[] arguments,
            @Nullable Object result) {
        if (!target.equals(through)) {
            return; // another thread has seen the link lost
        }
        switch (signature.method().getName()) {
            case "acquire", "acquireUninterruptibly" -> held += number(arguments[0]);
            case "tryAcquire" -> held += Boolean.TRUE.equals(result) ? number(arguments[0]) : 0;
            case "drainPermits" -> held += number(result);
            case "release" -> held = Math.max(0, held - number(arguments[0]));
            default -> {}
        }
    }

    private static int number(@Nullable Object object) {
        return object instanceof Integer number ? number : 0;
    }
}
