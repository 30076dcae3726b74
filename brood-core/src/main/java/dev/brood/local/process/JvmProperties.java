package dev.brood.local.process;

/// What processes of a tree have in common that their pools must know.
public final class JvmProperties {
    /// The system property of the root that says how many processes the tree may have. Children get
    /// it from their parent.
    public static final String PROCESSES = "brood.processes";

    /// How many it may have if nothing is said: half as many as it can.
    public static final int MOST_PROCESSES = 512;

    /// What the names of spares begin with.
    public static final String SPARE = "spare-";

    private JvmProperties() {}
}
