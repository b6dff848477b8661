@NullMarked
package io.dormouse.kit.admin;

import org.jspecify.annotations.NullMarked;
