package io.dormouse.core.instance.state;

import io.dormouse.language.blueprint.PassivationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The passivation policy of an instance after a change.
 *
 * @param blueprintVersion version of the blueprint whose policy it is and which the instance
 *     follows, or null for a policy of its own
 */
public record PolicyInForce(PassivationPolicy passivation, @Nullable Integer blueprintVersion) {}
