package io.dormouse.agents.host.kit.docker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test needs a Docker engine. Where none answers it is skipped, and says so; where the variable
 * {@code CI} is {@code true} it fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsDockerCondition.class)
public @interface NeedsDocker {}
