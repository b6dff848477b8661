/** Keys and secrets for tests. */
@NullMarked
package io.dormouse.agents.host.kit.keys;

import org.jspecify.annotations.NullMarked;
