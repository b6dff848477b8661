/** Decides the next actions from the desired and the actual state. */
@NullMarked
package io.dormouse.agents.host.plan;

import org.jspecify.annotations.NullMarked;
