/** Supervision of programs: starts in order of need, restarts after crashes, and an orderly end. */
@NullMarked
package io.dormouse.local.supervision;

import org.jspecify.annotations.NullMarked;
