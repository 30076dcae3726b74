/// Memory that processes share: the private directory of a tree and who may sweep it, files mapped
/// as segments, an arena of small cells, and the points at which threads of all processes wait.
///
/// Nothing here knows which processes there are or what to do when one dies; but every state that a
/// death can leave behind is written down where it is made, for the storey above to recover.
package dev.brood.local.memory;
