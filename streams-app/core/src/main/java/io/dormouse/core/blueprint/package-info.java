/** Decisions about blueprints and plans. */
@NullMarked
package io.dormouse.core.blueprint;

import org.jspecify.annotations.NullMarked;
