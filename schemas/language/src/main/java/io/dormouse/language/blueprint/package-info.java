/** Blueprints, from which instances are made. */
@NullMarked
package io.dormouse.language.blueprint;

import org.jspecify.annotations.NullMarked;
