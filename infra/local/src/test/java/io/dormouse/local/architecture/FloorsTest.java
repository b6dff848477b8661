package io.dormouse.local.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports between modules, over the classes of the whole tree. */
class FloorsTest {

  private static Modules modules;
  private static Map<String, Collection<JavaClass>> classes;
  private static Floors floors;

  /** A class for each module that imports some class of it. */
  private static Map<String, Collection<JavaClass>> offenders;

  @BeforeAll
  static void importAll(@TempDir Path folder) throws IOException {
    modules = Modules.ofThisCheckout();
    classes = modules.classes();
    floors = new Floors(classes);
    offenders = compileOffenders(folder);
  }

  @Test
  void shouldImportOnlyFromTheFloorsBelow() {
    List<String> wrong = new ArrayList<>();
    classes.forEach((module, all) -> wrong.addAll(floors.wrongImports(module, all)));

    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "schemas/language, schemas/kit",
    "schemas/language, streams-app/core",
    "schemas/kit, streams-app/core",
    "schemas/kit, edge-proxy",
    "schemas/kit, infra/local",
    "streams-app/core, schemas/kit",
    "streams-app/core, streams-app/app",
    "streams-app/app, edge-proxy",
    "streams-app/app, infra/local",
    "edge-proxy, streams-app/core",
    "edge-proxy, streams-app/app",
    "edge-proxy, agents/host",
    "edge-proxy, infra/local",
    "agents/host, agents/provisioner",
    "agents/provisioner, streams-app/core",
    "infra/sample-app, schemas/language",
    "infra/cli, schemas/kit",
    "infra/cli, streams-app/app"
  })
  void shouldSeeAnImportThatPointsTheWrongWay(String module, String imported) {
    assertThat(floors.wrongImports(module, offenderThatImports(imported)))
        .singleElement()
        .asString()
        .startsWith(module + " must not import " + imported + ": offender")
        .contains(".Offender → ");
  }

  @ParameterizedTest
  @CsvSource({
    "schemas/kit, schemas/language",
    "streams-app/core, schemas/language",
    "streams-app/app, streams-app/core",
    "streams-app/app, schemas/kit",
    "agents/host, schemas/kit",
    "infra/local, streams-app/core",
    "infra/benchmarks, edge-proxy"
  })
  void shouldLetAnImportFromAFloorBelowPass(String module, String imported) {
    assertThat(floors.wrongImports(module, offenderThatImports(imported))).isEmpty();
  }

  @Test
  void shouldSayWhichModuleHasNoClasses(@TempDir Path empty) throws IOException {
    Files.writeString(
        empty.resolve("pom.xml"), "<module>schemas/language</module><module>infra/local</module>");

    assertThatThrownBy(Modules.of(empty)::classes)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected the classes of schemas/language in " + empty)
        .hasMessageContaining("infra/test infra/local");
  }

  private static Collection<JavaClass> offenderThatImports(String module) {
    return Objects.requireNonNull(offenders.get(module));
  }

  private static Map<String, Collection<JavaClass>> compileOffenders(Path folder)
      throws IOException {
    List<String> names = modules.compiled();
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-implicit:none", "-d"));
    arguments.add(folder.toString());
    arguments.add("-cp");
    arguments.add(
        names.stream()
            .map(name -> modules.repository().resolve(name).resolve("target/classes").toString())
            .collect(Collectors.joining(File.pathSeparator)));
    for (String name : names) {
      Path source = folder.resolve(offender(name) + "/Offender.java");
      Files.createDirectories(source.getParent());
      Files.writeString(
          source,
          "package %s; class Offender { Class<?> imported = %s.class; }"
              .formatted(
                  offender(name),
                  Modules.anyPublicClass(Objects.requireNonNull(classes.get(name)))));
      arguments.add(source.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    return names.stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                name -> new ClassFileImporter().importPath(folder.resolve(offender(name)))));
  }

  /** The package of the class that imports one of that module. */
  private static String offender(String module) {
    return "offender" + modules.compiled().indexOf(module);
  }
}
