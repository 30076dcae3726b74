/// What Linux tells of processes in `/proc`: memory, processor time, and how often threads slept.
@NullMarked
package dev.brood.bench.proc;

import org.jspecify.annotations.NullMarked;
