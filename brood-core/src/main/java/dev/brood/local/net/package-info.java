/// Links to other programs, of this machine and others: sockets, the proof that both sides know a
/// secret, and frames that nobody can change on their way.
///
/// [dev.brood.local.net.Link] carries messages of bytes; it and [dev.brood.local.net.Gate], where
/// links arrive, are what protocols are made on. [dev.brood.local.net.SocketConnection] and
/// [dev.brood.local.net.SocketListener] make a `Connection` and a `Listener` of them.
package dev.brood.local.net;
