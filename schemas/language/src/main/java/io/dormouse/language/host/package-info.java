/**
 * Messages between the brain and the hosts: reports, host commands, and requests to the scheduler.
 */
@NullMarked
package io.dormouse.language.host;

import org.jspecify.annotations.NullMarked;
