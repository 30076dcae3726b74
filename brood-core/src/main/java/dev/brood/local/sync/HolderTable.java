package dev.brood.local.sync;

import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/// How many permits each of several processes holds.
///
/// ```
///   0         8         16
///   +---------+---------+----------------------------
///   | version | total   | lines: holder + 1: 32 | held 32
///   +---------+---------+----------------------------
/// ```
///
/// `total` are all permits, available or held; what is available is what the lines leave of it. So
/// acquiring and giving back change one word each. A line is 0 if it is not in use. All is changed
/// with the mutex of [Permits], but that recovery takes lines out at any time: so lines are changed
/// by compare-and-set; the other words by volatile writes, as they are read without the mutex.
///
/// When more processes hold permits than there are lines, those of the last are not counted as held
/// but as gone: its death does not give them back, its release makes new ones.
final class HolderTable {
    /// What [#onlyHolder] returns if there are several, or none.
    static final int SEVERAL = -2;

    static final int NOBODY = -1;

    private static final int VERSION = 0;
    private static final int TOTAL = 8;
    private static final int LINES = 16;

    private final MemorySegment memory;
    private final long base;
    private final int lines;

    HolderTable(MemorySegment memory, long base, int bytes) {
        this.memory = memory;
        this.base = base;
        this.lines = (bytes - LINES) / 8;
    }

    private long at(int line) {
        return base + LINES + line * 8L;
    }

    private long read(int line) {
        return Words.getLongVolatile(memory, at(line));
    }

    private boolean change(int line, long from, long to) {
        return Words.compareAndSetLong(memory, at(line), from, to);
    }

    private static long line(int holder, int held) {
        return held == 0 ? 0 : ((long) (holder + 1) << 32) | held;
    }

    private static int holder(long line) {
        return (int) (line >>> 32) - 1;
    }

    private static int held(long line) {
        return (int) line;
    }

    /// Fills the table anew, with one holder at most.
    ///
    /// @return a number that was not returned before
    long fill(int holder, int held, int available) {
        for (int i = 0; i < lines; i++) {
            Words.setLongVolatile(memory, at(i), i == 0 ? line(holder, held) : 0);
        }
        Words.setLongVolatile(memory, base + TOTAL, available + held);
        long version = Words.getLongVolatile(memory, base + VERSION) + 1;
        Words.setLongVolatile(memory, base + VERSION, version);
        return version;
    }

    int total() {
        return (int) Words.getLongVolatile(memory, base + TOTAL);
    }

    /// Makes permits, or with a negative number takes them away.
    void add(int number) {
        if (number != 0) {
            Words.setLongVolatile(memory, base + TOTAL, total() + number);
        }
    }

    int held() {
        int sum = 0;
        for (int i = 0; i < lines; i++) {
            sum += held(read(i));
        }
        return sum;
    }

    int available() {
        return total() - held();
    }

    int heldBy(int holder) {
        for (int i = 0; i < lines; i++) {
            long now = read(i);
            if (holder(now) == holder) {
                return held(now);
            }
        }
        return 0;
    }

    /// Returns how many each of those holds who hold some.
    Map<Integer, Integer> all() {
        Map<Integer, Integer> all = new TreeMap<>();
        for (int i = 0; i < lines; i++) {
            long now = read(i);
            if (now != 0) {
                all.put(holder(now), held(now));
            }
        }
        return all;
    }

    /// Returns one of those who hold some, each time perhaps another.
    int anyHolder() {
        int first = ThreadLocalRandom.current().nextInt(lines);
        for (int i = 0; i < lines; i++) {
            long now = read((first + i) % lines);
            if (now != 0) {
                return holder(now);
            }
        }
        return NOBODY;
    }

    int onlyHolder() {
        int found = NOBODY;
        for (int i = 0; i < lines; i++) {
            long now = read(i);
            if (now != 0) {
                if (found != NOBODY) {
                    return SEVERAL;
                }
                found = holder(now);
            }
        }
        return found;
    }

    void acquire(int holder, int number) {
        int free = -1;
        for (int i = 0; i < lines; i++) {
            long now = read(i);
            if (holder(now) == holder) {
                Words.setLongVolatile(memory, at(i), line(holder, held(now) + number));
                return;
            }
            if (now == 0 && free < 0) {
                free = i;
            }
        }
        if (free >= 0) {
            Words.setLongVolatile(memory, at(free), line(holder, number));
        } else {
            add(-number);
        }
    }

    /// Gives back permits that are held, those of one process first.
    void release(int first, int number) {
        int left = number;
        for (int pass = 0; pass < 2 && left > 0; pass++) {
            for (int i = 0; i < lines && left > 0; i++) {
                long now = read(i);
                if (now != 0 && (pass == 1 || holder(now) == first)) {
                    int some = Math.min(left, held(now));
                    // Else recovery has just given them back.
                    var _ = change(i, now, line(holder(now), held(now) - some));
                    left -= some;
                    CrashPoint.reach("permits.line.released");
                }
            }
        }
    }

    /// Gives back all that a dead process held. Without the mutex.
    void remove(int holder) {
        for (int i = 0; i < lines; i++) {
            long now = read(i);
            while (now != 0 && holder(now) == holder && !change(i, now, 0)) {
                now = read(i);
            }
        }
    }
}
