package dev.brood.local.pool;

import dev.brood.local.process.JvmProperties;
import dev.brood.local.roster.Tree;

/// How many processes a tree may have, spares aside, by the pools of all its processes together.
///
/// Each counts before it starts one, and several may count at the same moment; so there may be as
/// many too many as pools grow at the same moment. What must hold holds: a pool without a worker
/// may always have one, so that pools in tasks of pools never wait for each other.
final class Budget {
    private Budget() {}

    /// Returns whether the tree has as many processes as it may.
    static boolean isSpent(Tree tree) {
        int most = Integer.getInteger(JvmProperties.PROCESSES, JvmProperties.MOST_PROCESSES);
        return tree.roster().members().stream()
                        .filter(member -> !member.name().startsWith(JvmProperties.SPARE))
                        .count()
                >= most;
    }
}
