/** Reports to the brain. */
@NullMarked
package io.dormouse.agents.host.report;

import org.jspecify.annotations.NullMarked;
