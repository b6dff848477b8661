/** Results as tables, JSON or YAML. */
@NullMarked
package io.dormouse.cli.output;

import org.jspecify.annotations.NullMarked;
