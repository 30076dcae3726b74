/// What is measured: every case as a session that gives one sample after the other. The work is
/// that of the cases of the same name on CPython's side.
@NullMarked
package dev.brood.bench.cases;

import org.jspecify.annotations.NullMarked;
