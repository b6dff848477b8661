/** What an instance owns outside its container, and how it is asked for. */
@NullMarked
package io.dormouse.language.resources;

import org.jspecify.annotations.NullMarked;
