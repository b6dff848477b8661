/** JSON, and YAML where it is asked for. */
@NullMarked
package io.dormouse.cli.json;

import org.jspecify.annotations.NullMarked;
