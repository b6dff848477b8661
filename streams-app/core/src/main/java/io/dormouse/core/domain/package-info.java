/** The register of domains: each host name belongs to one target at a time. */
@NullMarked
package io.dormouse.core.domain;

import org.jspecify.annotations.NullMarked;
