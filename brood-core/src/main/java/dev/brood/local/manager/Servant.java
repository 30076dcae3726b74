package dev.brood.local.manager;

/// An object of the manager's own kinds, in the server. It becomes shared when a method returns it.
interface Servant {
    /// Returns the interface of its proxies, which it implements.
    Class<?> face();

    /// Told when a client has died or closed its connection, to give back what it held. Its calls
    /// get interrupted after that; those that come through all the same find it [Caller#isGone()].
    ///
    /// @param client not to be kept
    default void clientGone(Session client) {}

    /// Told when it was closed, to wake those who wait.
    default void ended() {}

    /// One whose calls are to be carried out one after the other: the server sees to that.
    interface Serial extends Servant {}
}
