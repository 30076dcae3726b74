/// The operating system: waiting on words that processes share, signals, and who is alive.
///
/// Two implementations of one interface, [dev.brood.local.os.OperatingSystem]: the Linux kernel by
/// way of the FFM API, and a portable one in plain Java for every other case. The system property
/// `brood.os` (`auto`, `kernel`, `portable`) chooses; both run in the tests.
package dev.brood.local.os;
