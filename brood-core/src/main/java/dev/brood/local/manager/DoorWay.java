package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.ManagerDiedException;
import dev.brood.Pipe;
import dev.brood.codec.Codec;
import dev.brood.local.channel.LocalQueue;
import dev.brood.local.channel.MessageEnd;
import dev.brood.local.channel.Passage;
import dev.brood.local.channel.PipeBuilder;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Tree;

import java.io.IOException;

/// The way to a manager of one's own tree: through its door, with a pipe.
///
/// @param tree the tree
/// @param address of the manager
record DoorWay(Tree tree, Address address) implements Way {
    private static final long CAPACITY = 1 << 20;

    @Override
    public Wire open() {
        Pipe pipe =
                new PipeBuilder(tree).name("calls of " + address.name()).capacity(CAPACITY).open();
        boolean done = false;
        try {
            Passage passage = Passage.begin();
            byte[] hello;
            try (passage) {
                Hello self = new Hello(pipe.second(), tree.pid(), ThisProcess.name());
                hello = Codec.standard().toBytes("connection", self);
            }
            CrashPoint.reach("manager.connect.made");
            knock(address.door(tree), hello);
            CrashPoint.reach("manager.connect.knocked");
            passage.handOver(address.pid()); // so that its end is gone should it die
            done = true;
        } finally {
            pipe.second().close();
            if (!done) {
                pipe.first().close();
            }
        }
        return new PipeWire(new MessageEnd(pipe.first()));
    }

    private static void knock(LocalQueue<byte[]> door, byte[] hello) {
        boolean interrupted = Thread.interrupted();
        boolean put = false;
        while (!put) {
            try {
                door.put(hello);
                put = true;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isOver() {
        return !address.hasDoor(tree);
    }

    @Override
    public Trust trust() {
        return Trust.TREE;
    }

    @Override
    public RuntimeException explain(Exception cause, boolean died) {
        if (died) {
            return new ManagerDiedException(address.name(), address.pid(), null);
        }
        if (tree.isClosing()) {
            return new ClosedException("%s is closed, as %s has ended".formatted(address, tree));
        }
        return cause instanceof IOException || cause instanceof ClosedException
                ? new ClosedException(address + " was shut down")
                : new IllegalStateException(address + " can't be used: " + cause, cause);
    }
}
