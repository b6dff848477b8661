/**
 * Words between the brain and the hosts: reports and host commands, and the scheduler's requests.
 */
@NullMarked
package io.dormouse.language.host;

import org.jspecify.annotations.NullMarked;
