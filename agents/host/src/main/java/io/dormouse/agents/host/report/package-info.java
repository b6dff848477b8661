/** What the brain is told. */
@NullMarked
package io.dormouse.agents.host.report;

import org.jspecify.annotations.NullMarked;
