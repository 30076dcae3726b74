/// What shared objects of a cluster are: states, and the steps that change them. A state is an
/// entry of one atomic cache of Ignite's, a step an entry processor. All of it is plain code that
/// knows neither Ignite nor threads.
@NullMarked
package dev.brood.ignite.cell;

import org.jspecify.annotations.NullMarked;
