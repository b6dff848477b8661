/** The commands, one class for a noun. */
@NullMarked
package io.dormouse.cli.command;

import org.jspecify.annotations.NullMarked;
