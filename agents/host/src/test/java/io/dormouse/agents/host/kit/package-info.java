/** What the tests of the agent stand on. */
@NullMarked
package io.dormouse.agents.host.kit;

import org.jspecify.annotations.NullMarked;
