/** Endpoints of domains. */
@NullMarked
package io.dormouse.streams.api.domain;

import org.jspecify.annotations.NullMarked;
