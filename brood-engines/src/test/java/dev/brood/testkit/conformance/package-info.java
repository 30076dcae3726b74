/// The list of CPython's tests and features, and which of ours are their counterparts.
@NullMarked
package dev.brood.testkit.conformance;

import org.jspecify.annotations.NullMarked;
