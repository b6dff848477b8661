/** Requests to instances that do not serve yet: waiting, waking, and answers that say why not. */
@NullMarked
package io.dormouse.edge.wake;

import org.jspecify.annotations.NullMarked;
