/// What processes synchronize by: locks, conditions, semaphores and their like.
///
/// An object is a cell of the arena ([dev.brood.local.sync.LocalSync]); its state is one word that
/// is changed by compare-and-set, so that a process may die between any two instructions. Who waits
/// does so at wait points or, where order matters, in a [dev.brood.local.sync.WaiterRing].
/// [dev.brood.local.sync.SyncObjects] knows them all and gives back what the dead have held.
package dev.brood.local.sync;
