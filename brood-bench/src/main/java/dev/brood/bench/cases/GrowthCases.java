package dev.brood.bench.cases;

import dev.brood.ManagedMap;
import dev.brood.Manager;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How cost grows: cases with one argument, which is the number of processes, the size of a
/// message, the capacity of a queue or the number of items in a map.
final class GrowthCases {
    private static final int OPERATIONS = 200_000;
    private static final long BYTES = 256L << 20;
    private static final int MOST_MESSAGES = 100_000;
    private static final int CALLS = 1_000;
    private static final int BATCH = 10_000;

    static final List<Case> ALL =
            List.of(
                    new Case("growth.processes.lock", 2, GrowthCases::locks),
                    new Case("growth.processes.value", 2, GrowthCases::values),
                    new Case("growth.processes.queue", 2, GrowthCases::queues),
                    new Case("growth.processes.pool", 2, GrowthCases::pools),
                    new Case("growth.message.queue", 2, GrowthCases::queueMessages),
                    new Case("growth.message.pipe", 2, GrowthCases::pipeMessages),
                    new Case("growth.capacity.queue", 2, GrowthCases::capacities),
                    new Case("growth.items.map", 1, GrowthCases::maps));

    private GrowthCases() {}

    private static int argument(Setup setup) {
        return (int) Math.max(1, setup.argument());
    }

    private static Session locks(Setup setup) {
        return SyncCases.contended(setup, setup.brood().lock(), "", argument(setup));
    }

    private static Session values(Setup setup) {
        return ValueCases.increment(setup, argument(setup), "increments");
    }

    private static Session queues(Setup setup) {
        int pairs = argument(setup);
        return QueueCases.ints(setup, pairs, setup.count(OPERATIONS) / pairs, QueueCases.CAPACITY);
    }

    private static Session pools(Setup setup) {
        return PoolCases.pooled(setup.brood(), argument(setup), PoolCases.flood(setup));
    }

    private static int messages(Setup setup) {
        return setup.count((int) Math.min(MOST_MESSAGES, BYTES / argument(setup)));
    }

    private static Session queueMessages(Setup setup) {
        return QueueCases.bytes(setup, messages(setup), argument(setup));
    }

    private static Session pipeMessages(Setup setup) {
        return PipeCases.bytes(setup, false, messages(setup), argument(setup));
    }

    private static Session capacities(Setup setup) {
        int capacity = argument(setup);
        // Each item through a small queue is a wake-up.
        int items = (int) Math.min(OPERATIONS, 10_000L * capacity);
        return QueueCases.ints(setup, 1, setup.count(items), capacity);
    }

    private static Session maps(Setup setup) {
        int items = argument(setup);
        int calls = setup.count(CALLS);
        Manager manager = setup.brood().manager();
        ManagedMap<Integer, Integer> map = manager.map();
        for (int from = 0; from < items; from += BATCH) {
            Map<Integer, Integer> batch = new HashMap<>();
            for (int i = from; i < Math.min(items, from + BATCH); i++) {
                batch.put(i, i);
            }
            map.putAll(batch);
        }
        return new Session() {
            @Override
            public void sample(Samples samples) {
                long begin = System.nanoTime();
                for (int i = 0; i < calls; i++) {
                    map.get((int) (i * 2_654_435_761L % items));
                }
                double nanos = Samples.since(begin);
                samples.time("get", "us", nanos / calls);
            }

            @Override
            public void end() {
                manager.close();
            }
        };
    }
}
