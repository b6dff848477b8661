package io.dormouse.local.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The direction of imports between modules: {@code schemas/language} ← {@code schemas/kit} ←
 * programs ← {@code infra}, and {@code schemas/language} ← {@code streams-app/core} ← {@code
 * streams-app/app}, {@code infra}. Programs never import one another.
 */
final class Floors {

  private static final String LANGUAGE = "schemas/language";
  private static final String KIT = "schemas/kit";
  private static final String CORE = "streams-app/core";
  private static final String STREAMS_APP = "streams-app/app";

  /** A client: it knows the control API alone. */
  private static final String CLI = "infra/cli";

  /** A tenant's application: it knows nothing of Dormouse. */
  private static final String SAMPLE_APP = "infra/sample-app";

  private final Map<String, String> moduleOfClass = new HashMap<>();

  Floors(Map<String, ? extends Collection<JavaClass>> classes) {
    classes.forEach(
        (module, all) -> all.forEach(type -> moduleOfClass.put(type.getName(), module)));
  }

  /** The imports of a module's classes that point the wrong way, one line for each. */
  Set<String> wrongImports(String module, Collection<JavaClass> classes) {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : classes) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
          .forEach(target ->
              Optional.ofNullable(moduleOfClass.get(target))
                  .filter(imported -> !mayImport(module, imported))
                  .ifPresent(imported ->
                      wrong.add(
                          "%s must not import %s: %s → %s"
                              .formatted(module, imported, type.getName(), target))));
    }
    return wrong;
  }

  private static boolean mayImport(String module, String imported) {
    return switch (module) {
      case LANGUAGE, SAMPLE_APP, CLI -> imported.equals(module);
      case KIT, CORE -> imported.equals(module) || imported.equals(LANGUAGE);
      case STREAMS_APP -> imported.equals(CORE) || mayProgramImport(module, imported);
      default -> module.startsWith("infra/") || mayProgramImport(module, imported);
    };
  }

  private static boolean mayProgramImport(String module, String imported) {
    return imported.equals(module) || imported.equals(LANGUAGE) || imported.equals(KIT);
  }
}
