package dev.brood.local.manager;

import dev.brood.Address;
import dev.brood.LinkOptions;
import dev.brood.Manager;
import dev.brood.Secret;

import java.io.IOException;
import java.util.List;

/// A server in the process of the test, so that it can look into it.
final class OwnServer implements AutoCloseable {
    static final Secret SECRET = Secret.random();

    final CallRegister register = new CallRegister();
    final ObjectTable table =
            new ObjectTable(
                    new dev.brood.local.manager.Address(
                            -99, 0, 0, 0, ProcessHandle.current().pid(), "own"),
                    register);
    private final Overseer overseer = new Overseer(register);
    private final Strangers strangers = new Strangers(table, register, overseer);
    final Address address;

    OwnServer(LinkOptions options) throws IOException {
        table.keep(table.serve(new RootServant(table, strangers, () -> {}), List.of(Root.class)));
        overseer.start();
        address = strangers.serve(Address.tcp(0), SECRET, options);
    }

    Manager connect() throws IOException, InterruptedException {
        return Manager.connect(address, SECRET);
    }

    @Override
    public void close() {
        strangers.close();
        register.closeAll();
        overseer.stop();
    }
}
