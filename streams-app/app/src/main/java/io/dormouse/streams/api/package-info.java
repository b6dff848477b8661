/** The control API: shows the content of the topics, writes commands, answers with decisions. */
@NullMarked
package io.dormouse.streams.api;

import org.jspecify.annotations.NullMarked;
