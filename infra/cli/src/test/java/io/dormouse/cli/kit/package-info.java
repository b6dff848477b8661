/** A control API in memory, and the command line with streams of its own. */
@NullMarked
package io.dormouse.cli.kit;

import org.jspecify.annotations.NullMarked;
