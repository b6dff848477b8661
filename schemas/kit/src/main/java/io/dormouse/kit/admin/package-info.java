/** Health and readiness of a program over HTTP. */
@NullMarked
package io.dormouse.kit.admin;

import org.jspecify.annotations.NullMarked;
