package dev.brood.local.manager;

import dev.brood.local.channel.MessageEnd;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A wire between two processes of one tree: an end of a pipe in shared memory.
record PipeWire(MessageEnd end) implements Wire {
    @Override
    public boolean send(Payload message, boolean mayWait) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return end.send(message, mayWait);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Payload receive() throws IOException, InterruptedException {
        return end.receive();
    }

    @Override
    public @Nullable Payload poll() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return end.poll();
        } catch (InterruptedException _) {
            interrupted = true;
            return null; // whoever polls will look again
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isGone() {
        return end.isOtherGone();
    }

    @Override
    public boolean hasPeerDied() {
        return end.hasOtherDied();
    }

    @Override
    public void close() {
        end.close();
    }
}
