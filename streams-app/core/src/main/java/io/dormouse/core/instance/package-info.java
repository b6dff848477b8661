/** The life of an instance: decisions, their effects, and views. */
@NullMarked
package io.dormouse.core.instance;

import org.jspecify.annotations.NullMarked;
