/** The control API over HTTP: requests, pages, problems, events and waiting. */
@NullMarked
package io.dormouse.cli.api;

import org.jspecify.annotations.NullMarked;
