/** Use of an instance, as the edges see it. */
@NullMarked
package io.dormouse.language.activity;

import org.jspecify.annotations.NullMarked;
