package io.dormouse.agents.provisioner.kit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands one set of {@link Servers}, started at the first call, to all tests of a run. */
public final class ServersOfTheRun implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Servers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(Servers.class, key -> started(), Servers.class);
  }

  private static Servers started() {
    try {
      return Servers.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
