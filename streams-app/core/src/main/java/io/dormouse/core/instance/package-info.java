/**
 * The life of an instance: what is decided, what follows from it, and the Streams shell around
 * both.
 */
@NullMarked
package io.dormouse.core.instance;

import org.jspecify.annotations.NullMarked;
