/// Locks, values and memory that processes share, on cells of the arena.
package dev.brood.local.sync;
