package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.Outcome;
import dev.brood.Output;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.WorkerDiedException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A library in native code crashes with one of its inputs. In a pool of threads that would be the
/// end of the program; here it is one failure, which says what happened.
final class NativeCrash {
    private static final int DAMAGED = 3;
    private static final long NOWHERE = 8;

    static void main() {
        ProcessOptions quiet =
                ProcessOptions.DEFAULTS
                        .withJvmFlags("-XX:-CreateCoredumpOnCrash")
                        .withStdout(Output.discard()); // where HotSpot tells of its crash at length
        try (ProcessPool pool = Brood.local().newPool().workers(2).process(quiet).open();
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(List.of(1, 2, DAMAGED, 4), NativeCrash::decode)) {
            outcomes.sorted(Comparator.comparingLong(Outcome::index)).forEach(NativeCrash::print);
        }
    }

    @SuppressWarnings("restricted") // the crash is the point
    private static int decode(int image) {
        if (image == DAMAGED) {
            MemorySegment.ofAddress(NOWHERE)
                    .reinterpret(Long.BYTES)
                    .set(ValueLayout.JAVA_LONG, 0, image);
        }
        return image * image;
    }

    private static void print(Outcome<Integer, Integer> outcome) {
        IO.println(
                switch (outcome) {
                    case Outcome.Success(_, Integer image, Integer size) ->
                            "image " + image + " has size " + size;
                    case Outcome.Failure(_, Integer image, WorkerDiedException death) ->
                            "image " + image + ": " + death.hint().orElse("no hint");
                    case Outcome.Failure(_, Integer image, Throwable cause) ->
                            "image " + image + ": " + cause;
                });
    }
}
