package dev.brood.ignite.seat;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// How many of a pool's workers a node has.
///
/// @param least how many it keeps when there is nothing to do
/// @param most how many it has at most; 0 if others have all that the pool may have
record Share(int least, int most) {
    static final Share NONE = new Share(0, 0);

    /// Gives each node as even a share as there are slots for, the oldest nodes first.
    static void spread(Collection<NodePart> parts, int least, int most) {
        List<NodePart> all =
                parts.stream().sorted(Comparator.comparingLong(p -> p.node.order())).toList();
        int[] kept = new int[all.size()];
        int[] had = new int[all.size()];
        hand(most, had, all.stream().mapToInt(part -> part.slots).toArray());
        hand(least, kept, had);
        for (int i = 0; i < had.length; i++) {
            all.get(i).share = new Share(kept[i], had[i]);
        }
    }

    /// Hands out a number one by one, in turns.
    private static void hand(int number, int[] to, int[] atMost) {
        int left = number;
        boolean given = true;
        while (left > 0 && given) {
            given = false;
            for (int i = 0; i < to.length && left > 0; i++) {
                if (to[i] < atMost[i]) {
                    to[i]++;
                    left--;
                    given = true;
                }
            }
        }
    }
}
