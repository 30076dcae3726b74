/// Who is alive, who holds what, and recovery when someone dies.
///
/// A [dev.brood.local.roster.Tree] is a root process and all that were started from it; its
/// [dev.brood.local.roster.Roster] lists them. A death is noticed by the parent, from the end of
/// the process, or by whoever waits for something a dead process holds. Then every kind of shared
/// object is gone through by the [dev.brood.local.roster.Recovery] its storey has registered: what
/// a process holds is written in the objects themselves, by its pid, so there is no second list
/// that could disagree with them.
package dev.brood.local.roster;
