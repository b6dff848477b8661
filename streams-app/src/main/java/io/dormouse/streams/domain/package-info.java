/** The register of domains: each host name belongs to one target at a time. */
@NullMarked
package io.dormouse.streams.domain;

import org.jspecify.annotations.NullMarked;
