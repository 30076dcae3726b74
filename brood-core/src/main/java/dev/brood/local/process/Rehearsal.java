package dev.brood.local.process;

import dev.brood.Action;
import dev.brood.codec.Codec;

/// An action that does nothing, for a child to practise on.
final class Rehearsal {
    private Rehearsal() {}

    /// Returns it encoded.
    static byte[] bytes() {
        String captured = "captured";
        Action action = () -> act(captured);
        return Codec.standard().toBytes("rehearsal", action);
    }

    private static void act(String captured) {
        if (captured.isEmpty()) {
            throw new IllegalArgumentException("the captured string was lost");
        }
    }
}
