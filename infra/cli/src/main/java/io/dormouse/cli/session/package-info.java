/** One run of the program: options that commands share, and what follows from them. */
@NullMarked
package io.dormouse.cli.session;

import org.jspecify.annotations.NullMarked;
