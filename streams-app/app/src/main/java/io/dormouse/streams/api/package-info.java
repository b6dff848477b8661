/**
 * The control API: reads what the topics say, writes commands, and answers with what the brain
 * decided.
 */
@NullMarked
package io.dormouse.streams.api;

import org.jspecify.annotations.NullMarked;
