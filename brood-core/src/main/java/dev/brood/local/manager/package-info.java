/// Managers: a server process that holds objects, and the proxies of them in other processes. What
/// goes between the two is in [dev.brood.local.manager.Frame]; what carries it is a
/// [dev.brood.local.manager.Wire].
@org.jspecify.annotations.NullMarked
package dev.brood.local.manager;
