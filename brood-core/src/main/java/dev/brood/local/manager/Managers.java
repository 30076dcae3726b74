package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The managers of a tree that this process knows: its connections to them, or, in the server
/// process, the objects themselves.
public final class Managers {
    private final Tree tree;
    private final Map<Address, LocalManager> known = new ConcurrentHashMap<>();
    private volatile @Nullable ObjectTable served;

    private Managers(Tree tree) {
        this.tree = tree;
    }

    /// Returns the managers of a tree.
    ///
    /// @param tree the tree
    /// @return always the same object for one tree
    public static Managers of(Tree tree) {
        return tree.service(Managers.class, Managers::new);
    }

    /// Says that this process is the server of a manager.
    void serve(ObjectTable table) {
        served = table;
    }

    /// Says which object stands for a manager in this process.
    void know(LocalManager manager) {
        known.put(manager.link().address(), manager);
    }

    /// Forgets a manager that has ended: nothing refers to it any more but what has it in hand.
    void forget(LocalManager manager) {
        known.remove(manager.link().address(), manager);
    }

    /// Returns the one object that stands for a manager in this process. Who meets one for the
    /// first time forgets those of others that have ended: nobody tells their clients.
    LocalManager manager(Address address) {
        LocalManager present = known.get(address);
        if (present != null) {
            return present;
        }
        known.values().removeIf(LocalManager::bury);
        return known.computeIfAbsent(
                address,
                _ -> new LocalManager(address, new Link(address, new DoorWay(tree, address))));
    }

    /// Returns the one proxy that stands for an object in this process.
    Object resolve(ProxyReference reference) {
        ObjectTable own = served;
        if (own != null && own.address().equals(reference.address())) {
            return own.get(reference.object()).proxy();
        }
        return manager(reference.address()).link().proxy(reference.object(), reference.faces());
    }

    /// Ends all connections of this process, because its Brood ends.
    public void close() {
        known.values()
                .forEach(manager ->
                        manager.link()
                                .close(
                                        new ClosedException(
                                                "%s is closed, as %s has ended here"
                                                        .formatted(manager, tree))));
    }
}
