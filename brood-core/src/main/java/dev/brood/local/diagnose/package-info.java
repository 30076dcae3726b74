/// What is to be seen of a tree from outside: its processes, queues and locks, who holds and who
/// waits, read from shared memory without a lock and without a write.
///
/// Each storey below has a view of what is its own ([dev.brood.local.memory.ArenaView],
/// [dev.brood.local.roster.TreeView], [dev.brood.local.sync.ObjectView],
/// [dev.brood.local.channel.QueueView]); [dev.brood.local.diagnose.TreeReader] puts them together,
/// and [dev.brood.local.diagnose.WaitGraph] finds who waits in a circle.
package dev.brood.local.diagnose;
