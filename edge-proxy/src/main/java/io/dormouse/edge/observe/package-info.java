/** Metrics, the access log, request ids and trace context. */
@NullMarked
package io.dormouse.edge.observe;

import org.jspecify.annotations.NullMarked;
