package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/// Keeps this JVM alive while there are children that are not daemons: by a thread that is none.
final class Keeper {
    private final Set<Child> children = new HashSet<>(); // guarded by this
    private @Nullable Thread thread; // guarded by this

    synchronized void add(Child child) {
        if (!child.isAlive()) {
            return;
        }
        children.add(child);
        if (thread == null) {
            thread = Thread.ofPlatform().daemon(false).name("brood-keeper").start(this::keep);
        }
    }

    synchronized void remove(Child child) {
        children.remove(child);
        notifyAll();
    }

    private synchronized void keep() {
        while (!children.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException _) {
                // Nobody has this thread but this class.
            }
        }
        thread = null;
    }
}
