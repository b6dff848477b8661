/** Runs of the command line against a control API in memory. */
@NullMarked
package io.dormouse.cli;

import org.jspecify.annotations.NullMarked;
