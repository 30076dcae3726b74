package dev.brood.local.manager;

import dev.brood.Action;
import dev.brood.ClosedException;
import dev.brood.SharedQueue;
import dev.brood.codec.Codec;
import dev.brood.codec.Portable;
import dev.brood.local.channel.MessageEnd;
import dev.brood.local.channel.QueueReference;
import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a server process runs: lets clients in, until it is shut down or the tree ends.
///
/// @param door through which they come
/// @param name the manager's
/// @param initializer what to run first
record ServerMain(SharedQueue<byte[]> door, String name, @Nullable Action initializer)
        implements Action {

    @Override
    public void perform() throws Exception {
        if (initializer != null) {
            initializer.perform();
        }
        Tree tree = ThisProcess.tree();
        QueueReference place = (QueueReference) ((Portable) door).reference();
        CallRegister register = new CallRegister();
        ObjectTable table = new ObjectTable(Address.of(place, tree.pid(), name), register);
        Thread self = Thread.currentThread();
        Overseer overseer = new Overseer(register);
        Strangers strangers = new Strangers(table, register, overseer);
        Served root =
                table.serve(
                        new RootServant(table, strangers, self::interrupt), List.of(Root.class));
        table.keep(root);
        Managers.of(tree).serve(table);
        overseer.start();
        try {
            while (true) {
                admit(door.take(), table, register, overseer);
            }
        } catch (InterruptedException | ClosedException _) {
            // Shut down, or the tree ends.
        }
        strangers.close();
        register.closeAll();
        overseer.stop();
        // Threads that calls have left behind must not keep it.
        ThisProcess.exit(0);
    }

    private static void admit(
            byte[] bytes, ObjectTable table, CallRegister register, Overseer overseer) {
        Hello hello;
        try {
            if (!(Codec.standard().fromBytes("connection", bytes) instanceof Hello decoded)) {
                return;
            }
            hello = decoded;
        } catch (RuntimeException _) {
            return; // it has died or left since
        }
        Caller.Peer peer = new Caller.Peer(hello.pid(), hello.name());
        new Session(
                        new PipeWire(new MessageEnd(hello.end())),
                        peer,
                        Trust.TREE,
                        table,
                        register,
                        overseer)
                .start();
    }
}
