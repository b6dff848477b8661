/** Resources that an instance owns outside its container, and commands for them. */
@NullMarked
package io.dormouse.language.resources;

import org.jspecify.annotations.NullMarked;
