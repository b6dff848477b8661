/** Building blocks of the topologies: sources, sinks, serdes, and the outbox of a turn. */
@NullMarked
package io.dormouse.streams.topology;

import org.jspecify.annotations.NullMarked;
