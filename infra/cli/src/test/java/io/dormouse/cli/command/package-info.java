/** Tests of single commands. */
@NullMarked
package io.dormouse.cli.command;

import org.jspecify.annotations.NullMarked;
