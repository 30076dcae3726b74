package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.Outcome;
import dev.brood.ProcessPool;
import dev.brood.Progress;

import java.util.Comparator;
import java.util.List;

/// Some items fail, and nothing is lost: each has its outcome, with the item, while a progress bar
/// shows how many are done.
///
/// In Python `pool.map` throws all results away when one item fails, and a worker that dies hangs
/// it for ever. Here an item that brings its worker down is one failure among the outcomes.
final class EveryOutcome {
    static void main() {
        List<String> numbers = List.of("12", "0", "x", "4", "exit");
        try (ProcessPool pool = Brood.local().pool(2)) {
            Progress.bar("dividing")
                    .to(System.out)
                    .outcomes(pool, numbers, EveryOutcome::twelfth)
                    .sorted(Comparator.comparingLong(Outcome::index))
                    .forEach(EveryOutcome::print);
        }
    }

    private static int twelfth(String number) {
        if (number.equals("exit")) {
            System.exit(3);
        }
        return 12 / Integer.parseInt(number);
    }

    private static void print(Outcome<String, Integer> outcome) {
        IO.println(
                switch (outcome) {
                    case Outcome.Success(_, String item, Integer result) ->
                            item + " gives " + result;
                    case Outcome.Failure(_, String item, Throwable cause) ->
                            item + " fails: " + cause.getClass().getSimpleName();
                });
    }
}
