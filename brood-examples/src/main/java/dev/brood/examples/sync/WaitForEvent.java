package dev.brood.examples.sync;

import dev.brood.Brood;
import dev.brood.SharedEvent;
import dev.brood.examples.Work;

/// One child waits for an event without end, another only for a while.
///
/// Counterpart of the tutorial's `wait_for_event(e)` and `wait_for_event_timeout(e, t)`. As there,
/// the one whose time is over sets the event; with a second argument, `set`, the main process does
/// it, which is a line to comment in there. The first argument is the time-out in seconds. The
/// tutorial's main process says after three seconds that the event is set, whether it is or not;
/// here it waits for it.
final class WaitForEvent {
    static void main(String[] args) throws InterruptedException {
        double timeout = args.length > 0 ? Double.parseDouble(args[0]) : 2;
        SharedEvent event = Brood.local().event();
        IO.println("begin, set: " + event.isSet());

        Brood.local().process().name("block").start(() -> waitForEvent(event));
        Brood.local()
                .process()
                .name("nonblock")
                .start(() -> waitForEventWithTimeout(event, timeout));

        IO.println("main: waiting");
        Work.seconds(3);
        if (args.length > 1) {
            event.set();
        }
        event.await();
        IO.println("main: event is set");
    }

    private static void waitForEvent(SharedEvent event) throws InterruptedException {
        IO.println("wait_for_event: starting");
        event.await();
        IO.println("wait_for_event: set: " + event.isSet());
    }

    private static void waitForEventWithTimeout(SharedEvent event, double seconds)
            throws InterruptedException {
        IO.println("wait_for_event_timeout: starting");
        boolean set = event.await(Work.time(seconds));
        IO.println("wait_for_event_timeout: set: " + set);
        event.set();
    }
}
