/// What things cost inside one JVM, measured with JMH: values to bytes and back, one queue, one
/// lock, one number.
@NullMarked
package dev.brood.bench.inside;

import org.jspecify.annotations.NullMarked;
