/** All of Dormouse, as infra/up runs it, tested from outside while things go wrong. */
@NullMarked
package io.dormouse.local.system;

import org.jspecify.annotations.NullMarked;
