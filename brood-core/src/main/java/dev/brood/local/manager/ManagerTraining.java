package dev.brood.local.manager;

import dev.brood.Action;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedSet;
import dev.brood.ManagedValue;
import dev.brood.Pipe;
import dev.brood.SharedEvent;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.codec.Codec;
import dev.brood.local.channel.MessageEnd;
import dev.brood.local.channel.PipeBuilder;
import dev.brood.local.roster.Tree;

import java.lang.reflect.Method;
import java.util.List;

/// What client and server do, for the JVM to remember in an AOT cache: both ends in one process.
public final class ManagerTraining {
    private static final int ROUNDS = 3;
    private static final long CAPACITY = 1 << 16;

    /// What the two of one process do not go through.
    private static final List<Class<?>> USED =
            List.of(DoorWay.class, Hello.class, ManagerReference.class, ServerMain.class);

    private ManagerTraining() {}

    /// What a user shares.
    interface Counter {
        void increment();

        int value();
    }

    private static final class OwnCounter implements Counter {
        private int value;

        @Override
        public synchronized void increment() {
            value++;
        }

        @Override
        public synchronized int value() {
            return value;
        }
    }

    /// Leads to a server of this process.
    private record Inside(Wire wire) implements Way {
        @Override
        public Wire open() {
            return wire;
        }

        @Override
        public Trust trust() {
            return Trust.TREE;
        }

        @Override
        public RuntimeException explain(Exception cause, boolean died) {
            return new IllegalStateException("the training failed: " + cause, cause);
        }
    }

    /// Trains.
    ///
    /// @param tree that of this process
    /// @throws Exception if something does not do what it should
    public static void perform(Tree tree) throws Exception {
        for (Class<?> each : USED) {
            Method[] _ = each.getDeclaredMethods(); // this links it
        }
        Address address = new Address(tree.id(), 0, 0, 0, tree.pid(), "training");
        CallRegister register = new CallRegister();
        Overseer overseer = new Overseer(register);
        overseer.start();
        ObjectTable table = new ObjectTable(address, register);
        Strangers strangers = new Strangers(table, register, overseer);
        table.keep(table.serve(new RootServant(table, strangers, () -> {}), List.of(Root.class)));
        Pipe pipe = new PipeBuilder(tree).name("training").capacity(CAPACITY).open();
        Caller.Peer self = new Caller.Peer(tree.pid(), "training");
        new Session(wire(pipe, 1), self, Trust.TREE, table, register, overseer).start();
        Link link = new Link(address, new Inside(wire(pipe, 0)));
        LocalManager manager = new LocalManager(address, link);
        Managers.of(tree).know(manager);
        call(manager);
        register.closeAll();
        overseer.stop();
    }

    private static Wire wire(Pipe pipe, int end) {
        return new PipeWire(new MessageEnd(end == 0 ? pipe.first() : pipe.second()));
    }

    @SuppressWarnings("LockNotBeforeTry") // if one fails all of it has
    private static void call(LocalManager manager) throws Exception {
        ManagedMap<Integer, String> map = manager.map();
        ManagedList<Integer> list = manager.list();
        ManagedSet<String> set = manager.set();
        ManagedValue<Integer> value = manager.value(0);
        SharedQueue<Integer> queue = manager.queue(1);
        SharedLock lock = manager.lock();
        SharedEvent event = manager.event();
        Counter counter = manager.share(Counter.class, OwnCounter::new);
        for (int i = 0; i < ROUNDS; i++) {
            String _ = map.put(i, "a word");
            String _ = map.get(i);
            boolean _ = list.add(i);
            boolean _ = set.add("a word");
            value.set(value.get() + 1);
            queue.put(i);
            int _ = queue.take();
            lock.lock();
            lock.unlock();
            event.set();
            counter.increment();
        }
        int _ = map.size();
        Object _ = manager.async(counter, Counter::value).get();
        if (counter.value() != ROUNDS || value.get() != ROUNDS) {
            throw new IllegalStateException("managed objects lost something");
        }
        // A task that has one, as a worker gets it.
        Action task = counter::increment;
        byte[] bytes = Codec.standard().toBytes("training", task);
        if (Codec.standard().fromBytes("training", bytes) instanceof Action again) {
            again.perform();
        }
    }
}
