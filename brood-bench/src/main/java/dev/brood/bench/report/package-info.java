/// How results are told: tables, JSON, a page with charts.
@NullMarked
package dev.brood.bench.report;

import org.jspecify.annotations.NullMarked;
