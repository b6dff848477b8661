/** The topics that carry the language, and their keys. */
@NullMarked
package io.dormouse.language.topics;

import org.jspecify.annotations.NullMarked;
