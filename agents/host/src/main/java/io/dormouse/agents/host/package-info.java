/** The host agent: runs on one machine what the brain wants there. */
@NullMarked
package io.dormouse.agents.host;

import org.jspecify.annotations.NullMarked;
