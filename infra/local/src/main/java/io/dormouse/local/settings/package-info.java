/**
 * The options of {@code infra/up}, and the settings that follow from them before a program starts.
 */
@NullMarked
package io.dormouse.local.settings;

import org.jspecify.annotations.NullMarked;
