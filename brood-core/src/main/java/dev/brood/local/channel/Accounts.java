package dev.brood.local.channel;

/// What a ring keeps of the items that were taken from it.
enum Accounts {
    /// Nothing.
    NONE(0),
    /// How many each process has in hand: of a dead one's it is told that they are lost.
    COUNTED(1),
    /// The items, until they are acknowledged: a dead one's are delivered again.
    LEASED(2);

    private final int code;

    Accounts(int code) {
        this.code = code;
    }

    /// Returns what stands for it in shared memory.
    int code() {
        return code;
    }

    static Accounts of(int code) {
        for (Accounts accounts : values()) {
            if (accounts.code == code) {
                return accounts;
            }
        }
        throw new IllegalStateException("a ring has accounts of an unknown kind " + code);
    }
}
