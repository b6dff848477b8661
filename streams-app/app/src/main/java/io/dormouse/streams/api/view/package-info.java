/** The tables that the API fills from the compacted topics, and the decisions as they arrive. */
@NullMarked
package io.dormouse.streams.api.view;

import org.jspecify.annotations.NullMarked;
