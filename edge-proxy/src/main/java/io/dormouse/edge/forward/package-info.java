/** Forwarding: one attempt after another, each with a result for the pipeline. */
@NullMarked
package io.dormouse.edge.forward;

import org.jspecify.annotations.NullMarked;
