package dev.brood.local.process;

import dev.brood.Action;
import dev.brood.DecodingException;
import dev.brood.codec.Codec;

import java.io.IOException;
import java.io.InputStream;

/// What a spare does while it waits for its orders, cheap things first: everything its first action
/// will go through, on an action of its own, and the classes its parent expects to be used.
final class WarmUp {
    private static final int ROUNDS = 20;

    private WarmUp() {}

    /// Goes on until done, or there are orders.
    static void whileIdle(InputStream orders, Boot boot) throws IOException {
        for (int i = 0; i < ROUNDS && orders.available() == 0; i++) {
            rehearse(boot.rehearsal);
            if (i == 0) {
                preload(boot.preload);
            }
        }
    }

    /// Loads classes and prepares their methods, without initializing them: what their static
    /// initializers do is the user's business and time.
    private static void preload(Preload wanted) {
        for (String name : wanted.classes) {
            try {
                Class<?> type = Class.forName(name, false, ClassLoader.getSystemClassLoader());
                var _ = type.getDeclaredMethods(); // this links it
            } catch (ClassNotFoundException | LinkageError e) {
                // Only a guess: the action will say what is missing.
            }
        }
        for (byte[] lambda : wanted.lambdas) {
            try {
                Codec.standard().prepare(lambda);
            } catch (DecodingException e) {
                // The same.
            }
        }
    }

    private static void rehearse(byte[] bytes) {
        try {
            Object action = Codec.standard().fromBytes("action", bytes);
            if (action instanceof Action rehearsal) {
                rehearsal.perform();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a rehearsal failed", e);
        }
    }
}
