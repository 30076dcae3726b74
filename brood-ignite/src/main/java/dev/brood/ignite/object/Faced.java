package dev.brood.ignite.object;

import java.util.function.Function;

/// A shared object whose handle is of another class, as it must extend one of the JDK's.
final class Faced extends ClusterObject {
    private static final long serialVersionUID = 1;

    private final transient Object face;

    Faced(ObjectName name, Function<? super Faced, ?> face) {
        super(name);
        this.face = face.apply(this);
    }

    @Override
    Object face() {
        return face;
    }
}
