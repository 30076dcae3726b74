/// What the examples share. The examples themselves are in the packages below, by topic.
@NullMarked
package dev.brood.examples;

import org.jspecify.annotations.NullMarked;
