/** Senders, envelopes and answers of commands. */
@NullMarked
package io.dormouse.language.command;

import org.jspecify.annotations.NullMarked;
