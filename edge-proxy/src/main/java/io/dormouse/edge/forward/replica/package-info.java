/** The choice of the backend: the replica of an instance, or an address outside. */
@NullMarked
package io.dormouse.edge.forward.replica;

import org.jspecify.annotations.NullMarked;
