/** What to do next, decided from what should be and what is. */
@NullMarked
package io.dormouse.agents.host.plan;

import org.jspecify.annotations.NullMarked;
