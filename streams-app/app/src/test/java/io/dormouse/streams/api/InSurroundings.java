package io.dormouse.streams.api;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link Surroundings} of the run. */
final class InSurroundings implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(InSurroundings.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Surroundings.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Surroundings.class, type -> started(), Surroundings.class);
  }

  private static Surroundings started() {
    try {
      return new Surroundings();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
