/** A real engine and registries for tests. */
@NullMarked
package io.dormouse.agents.host.kit.docker;

import org.jspecify.annotations.NullMarked;
