/** The person's side: streams, notes, colours, and text that is safe on a terminal. */
@NullMarked
package io.dormouse.cli.terminal;

import org.jspecify.annotations.NullMarked;
