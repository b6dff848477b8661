/** Fakes and fixtures of the agent's tests. */
@NullMarked
package io.dormouse.agents.host.kit;

import org.jspecify.annotations.NullMarked;
