package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ProcessPool;

import java.util.stream.LongStream;
import java.util.stream.Stream;

/// An endless stream of work: tests number after number until ten primes are found.
///
/// Counterpart of `pool.imap(is_prime, itertools.count(10 ** 12))`, which pulls the endless input
/// into memory as fast as it can, whatever is read. Here a bounded number of items is under way;
/// closing the stream ends what nobody wants any more.
final class EndlessStream {
    static void main() {
        try (ProcessPool pool = Brood.local().pool(2);
                Stream<Long> candidates =
                        pool.stream(
                                LongStream.iterate(1_000_000_000_001L, n -> n + 2)::iterator,
                                n -> isPrime(n) ? n : -n)) {
            candidates.filter(n -> n > 0).limit(10).forEach(IO::println);
        }
    }

    private static boolean isPrime(long odd) {
        for (long divisor = 3; divisor * divisor <= odd; divisor += 2) {
            if (odd % divisor == 0) {
                return false;
            }
        }
        return true;
    }
}
