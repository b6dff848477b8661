/** Choices of a person: which system, how long, how it ends. */
@NullMarked
package io.dormouse.cli.settings;

import org.jspecify.annotations.NullMarked;
