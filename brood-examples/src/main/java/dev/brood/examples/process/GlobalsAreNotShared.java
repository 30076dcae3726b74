package dev.brood.examples.process;

import dev.brood.ChildProcess;
import dev.brood.examples.Work;

import java.util.ArrayList;
import java.util.List;

/// Static fields are not shared: what one child adds to a list, no other process sees.
///
/// Counterpart of the tutorial's `g_list` with `add_data` and `read_data`. A forked Python child
/// begins with a copy of its parent's globals; a child JVM begins with its classes as they
/// initialize themselves.
final class GlobalsAreNotShared {
    private static final List<Integer> LIST = new ArrayList<>();

    static void main() throws InterruptedException {
        ChildProcess adder = new ChildProcess(GlobalsAreNotShared::addData);
        ChildProcess reader = new ChildProcess(GlobalsAreNotShared::readData);

        adder.start();
        adder.join();
        reader.start();
        reader.join();
        IO.println("main: " + LIST);
    }

    private static void addData() throws InterruptedException {
        for (int i = 0; i < 15; i++) {
            LIST.add(i);
            Work.seconds(0.1);
        }
        IO.println("add_data: " + LIST);
    }

    private static void readData() {
        IO.println("read_data: " + LIST);
    }
}
