/**
 * What a request to an instance that does not serve yet gets: a place to wait, a wake, or a reason.
 */
@NullMarked
package io.dormouse.edge.wake;

import org.jspecify.annotations.NullMarked;
