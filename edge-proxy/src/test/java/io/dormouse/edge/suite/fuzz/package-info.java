/** Random mutations of the wire suite's cases, played by many tenants at once. */
@NullMarked
package io.dormouse.edge.suite.fuzz;

import org.jspecify.annotations.NullMarked;
